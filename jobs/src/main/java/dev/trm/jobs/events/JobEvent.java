package dev.trm.jobs.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import java.time.Instant;

/**
 * Something that happened to a job.
 *
 * @param id rises within a job
 * @param type "state", "cycle", "metrics" or "progress"
 */
public record JobEvent(JobId jobId, EventId id, String type, Instant at, JsonNode data) {
  public static final String STATE = "state";
  public static final String CYCLE = "cycle";
  public static final String METRICS = "metrics";
  public static final String PROGRESS = "progress";

  /**
   * The id of a cycle (from 1) or a training step of a try.
   *
   * @param running the job as it was claimed
   */
  public static EventId idOfStep(Job running, long step) {
    return new EventId(running.events(), step);
  }

  /** The event of a job's present state. */
  public static JobEvent state(Job job, Instant at) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("state", job.state().name());
    data.put("attempts", job.attempts());
    if (job.worker() != null) {
      data.put("worker", job.worker());
    }
    if (job.result() != null) {
      data.set("result", job.result());
    }
    if (job.failure() != null) {
      data.set("failure", JobJson.tree(job.failure()));
    }
    return new JobEvent(job.id(), new EventId(job.events(), 0), STATE, at, data);
  }
}
