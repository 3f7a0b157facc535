package dev.trm.benchmarks.pipeline;

import dev.trm.benchmarks.measure.Arguments;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Command-line options.
 *
 * @param jobs of one measurement
 * @param warmUp jobs before it, each way, so that JIT compilers have finished
 * @param workers numbers of solver processes, each measured separately
 * @param rounds measurements of all contenders, in turn
 * @param peers other queues to measure
 * @param npm where npm queues are installed; null skips them
 * @param directory for data and logs; null for a temporary one
 * @param json a file for the report; null for none
 */
record PipelineOptions(
    int jobs,
    int warmUp,
    List<Integer> workers,
    int rounds,
    ChosenPeers peers,
    @Nullable Path npm,
    @Nullable Path directory,
    @Nullable Path json) {
  static final String USAGE =
      "usage: trm bench pipeline [--jobs N] [--warm-up N] [--workers 1,2,4] [--rounds N]"
          + " [--peers all|none|NAME,...] [--npm DIR] [--directory D] [--json FILE]";

  private static final int MOST_JOBS = 150_000;
  private static final int WARM_UP = 10_000;
  private static final int MOST_WORKERS = 32;
  private static final int MOST_ROUNDS = 100;

  /**
   * Parses arguments.
   *
   * @throws IllegalArgumentException naming the invalid argument
   */
  static PipelineOptions parse(String... arguments) {
    Arguments given =
        new Arguments(
            Set.of(
                "--jobs",
                "--warm-up",
                "--workers",
                "--rounds",
                "--peers",
                "--npm",
                "--directory",
                "--json"),
            arguments);
    int jobs = given.whole("--jobs", 10_000, 1, MOST_JOBS);
    return new PipelineOptions(
        jobs,
        given.whole("--warm-up", Math.min(WARM_UP, jobs), 1, MOST_JOBS),
        given.wholes("--workers", List.of(1, 2, 4), 1, MOST_WORKERS),
        given.whole("--rounds", 3, 1, MOST_ROUNDS),
        ChosenPeers.parse("--peers", given.text("--peers", ChosenPeers.ALL)),
        given.path("--npm"),
        given.path("--directory"),
        given.path("--json"));
  }
}
