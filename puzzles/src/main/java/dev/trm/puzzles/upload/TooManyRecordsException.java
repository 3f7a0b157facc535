package dev.trm.puzzles.upload;

/** An upload has more records than allowed. */
public final class TooManyRecordsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public TooManyRecordsException(int most) {
    super("there are more than " + most + " records");
  }
}
