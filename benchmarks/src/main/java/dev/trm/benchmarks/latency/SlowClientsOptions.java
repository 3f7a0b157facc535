package dev.trm.benchmarks.latency;

import dev.trm.benchmarks.measure.Arguments;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Command-line options.
 *
 * @param slow number of clients that send a byte of a body each second
 * @param unread number of clients that do not read their responses
 * @param rate requests per second of the measured clients
 * @param seconds of each measurement
 * @param directory for data and logs; null for a temporary one
 * @param json a file for the report; null for none
 */
record SlowClientsOptions(
    int slow, int unread, int rate, int seconds, @Nullable Path directory, @Nullable Path json) {
  static final String USAGE =
      "usage: trm bench slow-clients [--slow N] [--unread N] [--rate R] [--seconds S]"
          + " [--directory D] [--json FILE]";

  /** The gateway's limit of connections from one address, minus those of the measured clients. */
  private static final int MOST_CLIENTS = 450;

  private static final int MOST_RATE = 1000;
  private static final int MOST_SECONDS = 3600;

  /**
   * Parses arguments.
   *
   * @throws IllegalArgumentException naming the invalid argument
   */
  static SlowClientsOptions parse(String... arguments) {
    Arguments given =
        new Arguments(
            Set.of("--slow", "--unread", "--rate", "--seconds", "--directory", "--json"),
            arguments);
    return new SlowClientsOptions(
        given.whole("--slow", 250, 0, MOST_CLIENTS),
        given.whole("--unread", 250, 0, MOST_CLIENTS),
        given.whole("--rate", 50, 1, MOST_RATE),
        given.whole("--seconds", 30, 1, MOST_SECONDS),
        given.path("--directory"),
        given.path("--json"));
  }
}
