package dev.trm.gateway.solving;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobState;
import dev.trm.jobs.store.Batch;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch as callers see it.
 *
 * @param complete whether the upload was read to its end
 * @param accepted lines that became jobs
 * @param refused lines that did not
 * @param finished whether every job has ended
 * @param states how many jobs are in each state
 * @param notTakenFrom from this line on nothing was taken, because the queue was full
 * @param problems line, field and reason of the first refused lines
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BatchView(
    String id,
    boolean complete,
    int accepted,
    int refused,
    boolean finished,
    Map<String, Long> states,
    @Nullable Integer notTakenFrom,
    JsonNode problems,
    Instant createdAt,
    Map<String, String> links) {

  /** What was wrong with a line. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record LineProblem(int line, @Nullable String pointer, String detail) {}

  static BatchView of(Batch batch, Map<JobState, Long> counts) {
    Map<String, Long> states = new LinkedHashMap<>();
    counts.forEach((state, jobs) -> states.put(state.name(), jobs));
    boolean ended = counts.keySet().stream().allMatch(JobState::isFinal);
    return new BatchView(
        batch.id().toString(),
        batch.complete(),
        batch.accepted(),
        batch.refused(),
        batch.complete() && ended,
        states,
        batch.notTakenFrom(),
        batch.problems(),
        batch.createdAt(),
        Map.of(
            "self", path(batch),
            "results", path(batch) + "/results",
            "jobs", "/v1/jobs?batch=" + batch.id()));
  }

  static String path(Batch batch) {
    return "/v1/batches/" + batch.id();
  }
}
