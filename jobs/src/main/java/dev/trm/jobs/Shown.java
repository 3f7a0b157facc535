package dev.trm.jobs;

/** Values as messages show them: not longer than a reader needs to know them again. */
public final class Shown {
  private static final int LONGEST = 60;

  private Shown() {}

  /** The value, or its first 60 characters. */
  public static String of(String value) {
    return of(value, LONGEST);
  }

  /** The value, or its first so many characters. */
  public static String of(String value, int longest) {
    if (value.length() <= longest) {
      return value;
    }
    // Half of a surrogate pair is no character; the database would refuse it.
    int end = Character.isHighSurrogate(value.charAt(longest - 1)) ? longest - 1 : longest;
    return value.substring(0, end) + "…";
  }
}
