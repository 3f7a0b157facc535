package dev.trm.benchmarks.memory;

import dev.trm.benchmarks.measure.Arguments;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Command-line options.
 *
 * @param steps of a training; 0 for none
 * @param jobs number of no-op jobs; 0 for none
 * @param directory for data and logs; null for a temporary one
 * @param json a file for the report; null for none
 */
record MemoryOptions(int steps, int jobs, @Nullable Path directory, @Nullable Path json) {
  static final String USAGE =
      "usage: trm bench memory [--steps N] [--jobs N] [--directory D] [--json FILE]";

  /** The number of parts after each of which memory is measured. */
  static final int PARTS = 20;

  private static final int MOST = 100_000_000;

  /**
   * Parses arguments.
   *
   * @throws IllegalArgumentException naming the invalid argument
   */
  static MemoryOptions parse(String... arguments) {
    Arguments given =
        new Arguments(Set.of("--steps", "--jobs", "--directory", "--json"), arguments);
    MemoryOptions options =
        new MemoryOptions(
            given.whole("--steps", 1000, 0, MOST),
            given.whole("--jobs", 40_000, 0, MOST),
            given.path("--directory"),
            given.path("--json"));
    inParts("--steps", options.steps);
    inParts("--jobs", options.jobs);
    return options;
  }

  private static void inParts(String option, int count) {
    if (count % PARTS != 0) {
      throw new IllegalArgumentException(
          option + ": " + count + " cannot be looked at in " + PARTS + " equal parts");
    }
  }
}
