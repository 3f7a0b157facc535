package dev.trm.jobs.store;

import java.util.Locale;
import java.util.UUID;

/**
 * The ids that begin like this, as a range that the primary key answers.
 *
 * @param least the first of them
 * @param most the last of them
 */
public record IdPrefix(UUID least, UUID most) {
  private static final int DIGITS = 32;

  /**
   * Reads the beginning of an id, or all of it, with or without its hyphens.
   *
   * @throws IllegalArgumentException that names the text, if no id begins so
   */
  public static IdPrefix parse(String text) {
    String digits = text.replace("-", "").toLowerCase(Locale.ROOT);
    if (digits.matches("[0-9a-f]{1,32}")) {
      UUID least = filled(digits, "0");
      boolean hyphensAsInIds = least.toString().startsWith(text.toLowerCase(Locale.ROOT));
      if (hyphensAsInIds || digits.length() == text.length()) {
        return new IdPrefix(least, filled(digits, "f"));
      }
    }
    throw new IllegalArgumentException(
        "id is '" + text + "'; it must be an id or how one begins, as in 019abc3e or 019abc3e-7d");
  }

  private static UUID filled(String digits, String with) {
    String all = digits + with.repeat(DIGITS - digits.length());
    return new UUID(
        Long.parseUnsignedLong(all.substring(0, 16), 16),
        Long.parseUnsignedLong(all.substring(16), 16));
  }
}
