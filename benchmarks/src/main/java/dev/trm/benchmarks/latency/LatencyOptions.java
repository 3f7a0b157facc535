package dev.trm.benchmarks.latency;

import dev.trm.benchmarks.measure.Arguments;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Command-line options.
 *
 * @param rates requests per second, each measured separately
 * @param seconds of one measurement
 * @param rounds measurements of every rate, in turn
 * @param directory for data and logs; null for a temporary one
 * @param json a file for the report; null for none
 */
record LatencyOptions(
    List<Integer> rates, int seconds, int rounds, @Nullable Path directory, @Nullable Path json) {
  static final String USAGE =
      "usage: trm bench latency [--rates 1,10,50] [--seconds S] [--rounds N] [--directory D]"
          + " [--json FILE]";

  private static final int MOST_RATE = 10_000;
  private static final int MOST_SECONDS = 3600;
  private static final int MOST_ROUNDS = 100;

  /**
   * Parses arguments.
   *
   * @throws IllegalArgumentException naming the invalid argument
   */
  static LatencyOptions parse(String... arguments) {
    Arguments given =
        new Arguments(
            Set.of("--rates", "--seconds", "--rounds", "--directory", "--json"), arguments);
    return new LatencyOptions(
        given.wholes("--rates", List.of(1, 10, 50), 1, MOST_RATE),
        given.whole("--seconds", 20, 1, MOST_SECONDS),
        given.whole("--rounds", 3, 1, MOST_ROUNDS),
        given.path("--directory"),
        given.path("--json"));
  }
}
