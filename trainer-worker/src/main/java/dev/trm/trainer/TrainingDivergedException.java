package dev.trm.trainer;

/** The loss became infinite or not a number; the training cannot continue. */
final class TrainingDivergedException extends Exception {
  private static final long serialVersionUID = 1L;

  TrainingDivergedException(long step, double loss) {
    super("the loss is " + loss + " at step " + step);
  }
}
