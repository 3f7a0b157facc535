package dev.trm.benchmarks.history;

import dev.trm.benchmarks.measure.Arguments;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Command-line options.
 *
 * @param jobs number in the database
 * @param requests of each kind
 * @param solves number to run, to measure their storage and to copy
 * @param directory for data and logs; null for a temporary one
 * @param json a file for the report; null for none
 */
record HistoryOptions(
    long jobs, int requests, int solves, @Nullable Path directory, @Nullable Path json) {
  static final String USAGE =
      "usage: trm bench history [--millions N] [--requests N] [--solves N] [--directory D]"
          + " [--json FILE]";

  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final BigDecimal LEAST = new BigDecimal("0.001");
  private static final BigDecimal MOST = BigDecimal.valueOf(1000);
  private static final int MOST_REQUESTS = 1_000_000;

  /** Fewer would make the measured storage inaccurate, because tables grow by whole pages. */
  private static final int FEWEST_SOLVES = 50;

  private static final int MOST_SOLVES = 100_000;

  /**
   * Parses arguments.
   *
   * @throws IllegalArgumentException naming the invalid argument
   */
  static HistoryOptions parse(String... arguments) {
    Arguments given =
        new Arguments(
            Set.of("--millions", "--requests", "--solves", "--directory", "--json"), arguments);
    return new HistoryOptions(
        jobs(given.text("--millions", "10")),
        given.whole("--requests", 2000, 1, MOST_REQUESTS),
        given.whole("--solves", 500, FEWEST_SOLVES, MOST_SOLVES),
        given.path("--directory"),
        given.path("--json"));
  }

  private static long jobs(String text) {
    BigDecimal millions;
    try {
      millions = new BigDecimal(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--millions: '" + text + "' is no number", e);
    }
    if (millions.compareTo(LEAST) < 0 || millions.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "--millions: " + text + " must be " + LEAST + " to " + MOST);
    }
    return millions.multiply(MILLION).longValue();
  }
}
