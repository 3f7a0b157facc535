package dev.trm.puzzles;

import com.fasterxml.jackson.databind.JsonNode;

/** An invalid puzzle; the message names the field, its value and the error. */
public final class PuzzleFormatException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;
  private static final int LONGEST_SHOWN = 60;

  private final String pointer;
  private final String value;

  /**
   * @param pointer JSON pointer below the puzzle, {@code /grid}
   * @param value as in the input
   */
  public PuzzleFormatException(String pointer, String value, String message) {
    super(message);
    this.pointer = pointer;
    this.value = value;
  }

  public String pointer() {
    return pointer;
  }

  public String value() {
    return value;
  }

  /** A value for a message: as JSON, truncated. */
  public static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
  }

  /** Text for a message: quoted, with control characters escaped, truncated. */
  public static String shown(String value) {
    StringBuilder shown = new StringBuilder("'");
    for (int i = 0; i < Math.min(LONGEST_SHOWN, value.length()); i++) {
      char each = value.charAt(i);
      shown.append(Character.isISOControl(each) ? String.format("\\u%04x", (int) each) : each);
    }
    return shown.append(value.length() > LONGEST_SHOWN ? "…'" : "'").toString();
  }
}
