package dev.trm.benchmarks.pipeline;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The other queues to measure.
 *
 * @param names without versions, in lower case
 */
record ChosenPeers(Set<String> names) {
  static final String ALL = "all";
  static final String NONE = "none";
  private static final List<String> KNOWN =
      List.of("db-scheduler", "jobrunr", "pg-boss", "graphile-worker");

  ChosenPeers {
    names = Set.copyOf(names);
  }

  /**
   * Parses "all", "none", or comma-separated names.
   *
   * @throws IllegalArgumentException naming the option and the unknown peer
   */
  static ChosenPeers parse(String option, String text) {
    if (text.equals(ALL)) {
      return new ChosenPeers(Set.copyOf(KNOWN));
    }
    Set<String> names = new LinkedHashSet<>();
    if (!text.equals(NONE)) {
      for (String each : text.split(",", -1)) {
        String name = each.strip().toLowerCase(Locale.ROOT);
        if (!KNOWN.contains(name)) {
          throw new IllegalArgumentException(
              option + ": '" + each + "' is none of " + String.join(", ", KNOWN));
        }
        names.add(name);
      }
    }
    return new ChosenPeers(names);
  }

  /** Whether this peer was chosen; its name may end with a version. */
  boolean has(String peer) {
    return names.contains(peer.split(" ", 2)[0].toLowerCase(Locale.ROOT));
  }
}
