package dev.trm.jobs.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that happened to a job.
 *
 * @param seq rises within a job: the epoch in the upper bits, then the place within that try. Equal
 *     for the live event and the one rebuilt from the history.
 * @param type "state", "cycle", "metrics" or "progress"
 */
public record JobEvent(JobId jobId, long seq, String type, Instant at, JsonNode data) {
  public static final String STATE = "state";
  public static final String CYCLE = "cycle";
  public static final String METRICS = "metrics";
  public static final String PROGRESS = "progress";

  private static final int PLACE_BITS = 31;
  private static final long LAST_PLACE = (1L << PLACE_BITS) - 1;

  /** The sequence number of the change into a state. */
  public static long seqOfState(int epoch, JobState state) {
    switch (state) {
      case QUEUED:
        return seq(epoch, 0);
      case RUNNING:
        return seq(epoch, 1);
      default:
        return seq(epoch, LAST_PLACE);
    }
  }

  /** The sequence number of a cycle (from 1) or a training step of a try. */
  public static long seqOfStep(int epoch, long step) {
    return seq(epoch, Math.min(step + 1, LAST_PLACE - 1));
  }

  /** The event of a job's present state. */
  public static JobEvent state(Job job, Instant at) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("state", job.state());
    data.put("attempts", job.attempts());
    if (job.worker() != null) {
      data.put("worker", job.worker());
    }
    if (job.result() != null) {
      data.put("result", job.result());
    }
    if (job.failure() != null) {
      data.put("failure", job.failure());
    }
    return new JobEvent(
        job.id(), seqOfState(job.epoch(), job.state()), STATE, at, JobJson.tree(data));
  }

  private static long seq(int epoch, long place) {
    return ((long) epoch << PLACE_BITS) | place;
  }
}
