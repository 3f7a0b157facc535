package dev.trm.gateway.request;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Times in query parameters. */
public final class Times {
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private Times() {}

  /**
   * Reads a time by ISO 8601.
   *
   * @throws IllegalArgumentException naming parameter and value; PostgreSQL knows no times far
   *     outside of 1970 to 9999
   */
  public static Instant parse(String parameter, String text) {
    Instant instant;
    try {
      instant = Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          parameter + " is '" + text + "'; it must be a time like 2026-01-31T12:00:00Z", e);
    }
    if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST)) {
      throw new IllegalArgumentException(parameter + " is '" + text + "'; it must be 1970 to 9999");
    }
    return instant;
  }
}
