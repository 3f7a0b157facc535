package dev.trm.gateway.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.request.Times;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.Shown;
import dev.trm.jobs.store.JobFilter;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to do something to, checked.
 *
 * @param cursor what the call before gave as next; null for the first
 * @param limit at most so many in this call
 */
record BulkForm(JobFilter filter, @Nullable String cursor, int limit) {
  private static final int MOST = 1000;
  private static final int USUAL = 200;

  /**
   * Reads a request strictly.
   *
   * @param fits the states whose jobs it can be done to
   * @param only whose jobs the caller sees; null for everybody's
   * @throws InvalidFieldException for the first wrong field
   */
  static BulkForm parse(JsonNode body, Predicate<JobState> fits, @Nullable String only) {
    JsonFields fields = new JsonFields(body, "");
    if (!fields.has("state")) {
      throw fields.wrong("state", "state is missing; it must be one of " + names(fits));
    }
    JobState state = fields.parsed("state", JobState.QUEUED, text -> state(text, fits));
    String kind = fields.textOrNull("kind");
    String batch = fields.textOrNull("batch");
    String since = fields.textOrNull("since");
    String cursor = fields.textOrNull("cursor");
    JobFilter filter =
        new JobFilter(
                kind == null ? null : fields.parsed("kind", JobKind.SOLVE, JobKind::of),
                state,
                fields.textOrNull("model"),
                batch == null ? null : id(fields, "batch", batch),
                since == null ? null : fields.parsed("since", Instant.EPOCH, BulkForm::since))
            .of(only);
    BulkForm form =
        new BulkForm(
            filter,
            cursor == null ? null : id(fields, "cursor", cursor).toString(),
            fields.integer("limit", USUAL, 1, MOST));
    fields.end();
    return form;
  }

  private static Instant since(String text) {
    return Times.parse("since", text);
  }

  private static UUID id(JsonFields fields, String name, String text) {
    try {
      return JobId.parse(text).value();
    } catch (IllegalArgumentException e) {
      InvalidFieldException wrong =
          fields.wrong(name, name + " is '" + Shown.of(text) + "'; it must be a UUID");
      wrong.initCause(e);
      throw wrong;
    }
  }

  private static JobState state(String text, Predicate<JobState> fits) {
    return Arrays.stream(JobState.values())
        .filter(fits)
        .filter(state -> state.name().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "state: '" + Shown.of(text) + "' is not one of " + names(fits)));
  }

  private static String names(Predicate<JobState> fits) {
    return Arrays.stream(JobState.values())
        .filter(fits)
        .map(JobState::name)
        .collect(Collectors.joining(", "));
  }
}
