package dev.trm.gateway.training;

import dev.trm.gateway.request.QueryFields;
import dev.trm.jobs.Shown;
import java.util.List;

/** Reads {@code names}, the names of curves parted by commas. */
final class MetricNames {
  private static final int MOST = 50;

  private MetricNames() {}

  /**
   * @param absent what is meant where nothing is said
   */
  static List<String> of(QueryFields query, List<String> absent) {
    List<String> names = query.parsed("names", MetricNames::read);
    return names == null || names.isEmpty() ? absent : names;
  }

  private static List<String> read(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    List<String> names = List.of(text.split(",", -1));
    for (String name : names) {
      if (!name.matches("[A-Za-z][A-Za-z0-9.]{0,63}")) {
        throw new IllegalArgumentException(
            "names has '"
                + Shown.of(name)
                + "'; it must be names of curves parted by commas, such as loss,heldOut.accuracy");
      }
    }
    if (names.size() > MOST) {
      throw new IllegalArgumentException(
          "names has " + names.size() + " names; it must have at most " + MOST);
    }
    return names.stream().distinct().toList();
  }
}
