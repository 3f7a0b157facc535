package dev.trm.jobs;

/** A request or specification with a wrong field; says which, which value, and what is wrong. */
public final class InvalidFieldException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String pointer;

  /**
   * @param pointer JSON pointer of the field, {@code /training/steps}; empty for the whole
   * @param message names field and value
   */
  public InvalidFieldException(String pointer, String message) {
    super(message);
    this.pointer = pointer;
  }

  public String pointer() {
    return pointer;
  }
}
