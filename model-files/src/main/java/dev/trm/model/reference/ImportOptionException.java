package dev.trm.model.reference;

/** An option is missing or contradicts the file; the message names option and value. */
public final class ImportOptionException extends Exception {

  private static final long serialVersionUID = 1;

  private final String option;

  ImportOptionException(String option, String message) {
    super(message);
    this.option = option;
  }

  /** The component of {@link ImportOptions}. */
  public String option() {
    return option;
  }
}
