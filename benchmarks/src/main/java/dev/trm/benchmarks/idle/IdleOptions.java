package dev.trm.benchmarks.idle;

import dev.trm.benchmarks.measure.Arguments;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Command-line options.
 *
 * @param settle seconds between the start and the first measured minute
 * @param minutes number measured, each separately
 * @param directory for data and logs; null for a temporary one
 * @param json a file for the report; null for none
 */
record IdleOptions(int settle, int minutes, @Nullable Path directory, @Nullable Path json) {
  static final String USAGE =
      "usage: trm bench idle [--settle SECONDS] [--minutes N] [--directory D] [--json FILE]";

  private static final int LONGEST_SETTLE = 86_400;
  private static final int MOST_MINUTES = 10_000;

  /**
   * Parses arguments.
   *
   * @throws IllegalArgumentException naming the invalid argument
   */
  static IdleOptions parse(String... arguments) {
    Arguments given =
        new Arguments(Set.of("--settle", "--minutes", "--directory", "--json"), arguments);
    return new IdleOptions(
        given.whole("--settle", 120, 0, LONGEST_SETTLE),
        given.whole("--minutes", 5, 1, MOST_MINUTES),
        given.path("--directory"),
        given.path("--json"));
  }
}
