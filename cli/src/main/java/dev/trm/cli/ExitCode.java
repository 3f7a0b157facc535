package dev.trm.cli;

/** What {@code trm} tells the shell. */
final class ExitCode {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  /**
   * Everything ran, but a puzzle is not solved, a promotion's gate was not passed, or the audit is
   * not whole.
   */
  static final int NOT_GOOD_ENOUGH = 3;

  private ExitCode() {}
}
