package dev.trm.benchmarks.chaos;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for on the command line.
 *
 * @param length how long faults are put in
 * @param seed decides load, faults and their order; not how threads and processes interleave
 * @param directory for data and logs; null for a temporary one, removed if all is well
 * @param json whether the report is JSON
 * @param untimed whether a late recovery is told but breaks no promise: for machines that others
 *     use too
 */
record ChaosOptions(
    Duration length, long seed, @Nullable Path directory, boolean json, boolean untimed) {
  static final String USAGE =
      "usage: trm bench chaos [--minutes M] [--seed S] [--directory D] [--json] [--untimed]";

  private static final double MOST_MINUTES = 24 * 60;

  /**
   * Reads arguments.
   *
   * @throws IllegalArgumentException naming the one that is wrong
   */
  static ChaosOptions parse(String... arguments) {
    double minutes = 10;
    long seed = 1;
    Path directory = null;
    boolean json = false;
    boolean untimed = false;
    for (int i = 0; i < arguments.length; i++) {
      String name = arguments[i];
      if (name.equals("--json")) {
        json = true;
        continue;
      }
      if (name.equals("--untimed")) {
        untimed = true;
        continue;
      }
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(name + ": a value must follow");
      }
      String value = arguments[++i];
      switch (name) {
        case "--minutes":
          minutes = minutes(value);
          break;
        case "--seed":
          seed = whole(value);
          break;
        case "--directory":
          directory = Path.of(value).toAbsolutePath();
          break;
        default:
          throw new IllegalArgumentException("unknown option '" + name + "'");
      }
    }
    return new ChaosOptions(
        Duration.ofMillis((long) (minutes * 60_000)), seed, directory, json, untimed);
  }

  private static double minutes(String value) {
    try {
      double minutes = Double.parseDouble(value);
      if (minutes > 0 && minutes <= MOST_MINUTES) {
        return minutes;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--minutes: '" + value + "' is no number", e);
    }
    throw new IllegalArgumentException(
        "--minutes: " + value + " must be more than 0 and at most " + MOST_MINUTES);
  }

  private static long whole(String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--seed: '" + value + "' is no whole number", e);
    }
  }
}
