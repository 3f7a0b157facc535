package dev.trm.puzzles;

/** A puzzle that can't be understood; says which field, which value, and what is wrong with it. */
public final class PuzzleFormatException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String pointer;
  private final String value;

  /**
   * @param pointer JSON pointer below the puzzle, {@code /grid}
   * @param value as it was given
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
}
