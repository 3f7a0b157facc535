package dev.trm.benchmarks.pipeline;

import dev.trm.benchmarks.measure.Arguments;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for on the command line.
 *
 * @param jobs of one measurement
 * @param warmUp jobs before it, each way, so that compilers of virtual machines have done their
 *     work
 * @param workers numbers of solver processes, each measured by itself
 * @param rounds measurements of everything, by turns
 * @param peers queues of others to be measured
 * @param npm where queues of npm are installed; null leaves them out
 * @param directory for data and logs; null for a temporary one
 * @param json a file that the report is written to; null for none
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
   * Reads arguments.
   *
   * @throws IllegalArgumentException naming the one that is wrong
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
