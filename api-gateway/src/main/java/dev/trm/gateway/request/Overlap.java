package dev.trm.gateway.request;

import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.Shown;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/** How long a secret that is replaced works beside the one that replaces it. */
public final class Overlap {
  private static final Duration LONGEST = Duration.ofDays(30);

  private Overlap() {}

  /**
   * Reads {@code overlap}, a duration up to 30 days.
   *
   * @throws InvalidFieldException naming the value
   */
  public static Duration read(JsonFields fields, Duration absent) {
    return fields.parsed("overlap", absent, Overlap::parse);
  }

  private static Duration parse(String text) {
    try {
      Duration overlap = Duration.parse(text);
      if (!overlap.isNegative() && overlap.compareTo(LONGEST) <= 0) {
        return overlap;
      }
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(rule(text), e);
    }
    throw new IllegalArgumentException(rule(text));
  }

  private static String rule(String text) {
    return "overlap is '" + Shown.of(text) + "'; it must be a duration up to P30D like PT1H";
  }
}
