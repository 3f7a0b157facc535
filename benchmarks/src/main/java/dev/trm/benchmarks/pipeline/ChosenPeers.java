package dev.trm.benchmarks.pipeline;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which queues of others are measured too.
 *
 * @param names without versions, in small letters
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
   * Reads "all", "none", or names with commas between them.
   *
   * @throws IllegalArgumentException naming option and what is no peer
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

  /** Whether this one is, its version after its name perhaps. */
  boolean has(String peer) {
    return names.contains(peer.split(" ", 2)[0].toLowerCase(Locale.ROOT));
  }
}
