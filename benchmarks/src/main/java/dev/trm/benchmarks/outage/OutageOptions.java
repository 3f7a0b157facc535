package dev.trm.benchmarks.outage;

import dev.trm.benchmarks.measure.Arguments;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Command-line options.
 *
 * @param seconds duration of an outage
 * @param rounds number of outages
 * @param directory for data and logs; null for a temporary one
 * @param json a file for the report; null for none
 */
record OutageOptions(int seconds, int rounds, @Nullable Path directory, @Nullable Path json) {
  static final String USAGE =
      "usage: trm bench outage [--seconds S] [--rounds N] [--directory D] [--json FILE]";

  private static final int LONGEST = 3600;
  private static final int MOST_ROUNDS = 1000;

  /**
   * Parses arguments.
   *
   * @throws IllegalArgumentException naming the invalid argument
   */
  static OutageOptions parse(String... arguments) {
    Arguments given =
        new Arguments(Set.of("--seconds", "--rounds", "--directory", "--json"), arguments);
    return new OutageOptions(
        given.whole("--seconds", 30, 5, LONGEST),
        given.whole("--rounds", 3, 1, MOST_ROUNDS),
        given.path("--directory"),
        given.path("--json"));
  }
}
