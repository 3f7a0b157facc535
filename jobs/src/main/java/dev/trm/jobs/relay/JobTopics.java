package dev.trm.jobs.relay;

import dev.trm.jobs.JobKind;
import dev.trm.jobs.Priority;
import java.util.Arrays;
import java.util.List;

/** The names of the topics; a job topic's share group has the topic's name. */
public final class JobTopics {
  /** What happens to jobs, as JSON keyed by job id. */
  public static final String EVENTS = "trm.job-events";

  private JobTopics() {}

  /** Where runnable jobs of a kind and priority are announced, for example "trm.solve.high". */
  public static String of(JobKind kind, Priority priority) {
    return "trm." + kind.wire() + "." + priority.wire();
  }

  /** Every topic with runnable jobs. */
  public static List<String> jobs() {
    return Arrays.stream(JobKind.values())
        .flatMap(kind -> Arrays.stream(Priority.values()).map(priority -> of(kind, priority)))
        .toList();
  }
}
