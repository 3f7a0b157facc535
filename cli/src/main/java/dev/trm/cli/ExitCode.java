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

  /** A signal ended the process, as shells say it of Ctrl-C. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}

  /** Of two commands in one: a failure outweighs what is not good enough. */
  static int worse(int one, int other) {
    return one == FAILED || other == FAILED ? FAILED : Math.max(one, other);
  }
}
