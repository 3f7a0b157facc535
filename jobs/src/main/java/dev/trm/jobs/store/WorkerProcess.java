package dev.trm.jobs.store;

import dev.trm.jobs.JobKind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which workers are one process: a worker is named after its kind and its process. What ends one of
 * them ends them all, so a crash says something about all of their jobs.
 */
public final class WorkerProcess {
  /** The process of the worker in column or expression {@code %s}. */
  private static final String SQL =
      "regexp_replace(%s, '^("
          + Arrays.stream(JobKind.values()).map(JobKind::wire).collect(Collectors.joining("|"))
          + ")-', '')";

  private WorkerProcess() {}

  /** The name of the worker of a kind. */
  public static String worker(JobKind kind, String process) {
    return kind.wire() + "-" + process;
  }

  /** The process that a worker's name tells; the name itself if it tells none. */
  static String of(String worker) {
    for (JobKind kind : JobKind.values()) {
      String prefix = kind.wire() + "-";
      if (worker.startsWith(prefix)) {
        return worker.substring(prefix.length());
      }
    }
    return worker;
  }

  /** All workers that the worker's process can have, itself among them. */
  static List<String> workers(String worker) {
    String process = of(worker);
    return Stream.concat(
            Stream.of(worker), Arrays.stream(JobKind.values()).map(kind -> worker(kind, process)))
        .distinct()
        .toList();
  }

  /** {@link #of} in SQL. */
  static String ofSql(String worker) {
    return SQL.formatted(worker);
  }

  /** {@link #workers} in SQL, as an array. */
  static String workersSql(String worker) {
    return "ARRAY["
        + worker
        + Arrays.stream(JobKind.values())
            .map(kind -> ", '" + kind.wire() + "-' || " + ofSql(worker))
            .collect(Collectors.joining())
        + "]";
  }
}
