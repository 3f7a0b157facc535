package dev.trm.benchmarks.chaos;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Command-line options.
 *
 * @param length how long faults are injected
 * @param seed determines load, faults and their order, but not the interleaving of threads and
 *     processes
 * @param directory for data and logs; null for a temporary one, which is removed after a run
 *     without violations
 * @param json whether the report is JSON
 * @param untimed whether a late recovery is reported without being a violation, for machines with
 *     other load
 */
record ChaosOptions(
    Duration length, long seed, @Nullable Path directory, boolean json, boolean untimed) {
  static final String USAGE =
      "usage: trm bench chaos [--minutes M] [--seed S] [--directory D] [--json] [--untimed]";

  private static final double MOST_MINUTES = 24 * 60;

  /**
   * Parses arguments.
   *
   * @throws IllegalArgumentException naming the invalid argument
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
