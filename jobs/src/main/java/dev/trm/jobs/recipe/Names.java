package dev.trm.jobs.recipe;

import dev.trm.jobs.Shown;

/** Names that others chose: of repositories, branches, people. */
final class Names {
  private Names() {}

  /** Whether a text has no control characters, nor any that turn the direction of writing. */
  static boolean plain(String text) {
    return text.codePoints()
        .noneMatch(
            c ->
                Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || Character.getType(c) == Character.SURROGATE);
  }

  /** For messages: shortened, and without what would disturb them. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    Shown.of(text)
        .codePoints()
        .filter(c -> !Character.isISOControl(c))
        .forEach(shown::appendCodePoint);
    return shown.toString();
  }
}
