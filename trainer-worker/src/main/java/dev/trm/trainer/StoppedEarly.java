package dev.trm.trainer;

/**
 * Why a training ended before its last step.
 *
 * @param step the last completed step
 * @param weightsStep the step of the weights that it ends with
 * @param message for people, with the figures
 */
record StoppedEarly(Reason reason, long step, long weightsStep, String message) {

  /** The criterion that was met first. */
  enum Reason {
    PLATEAU("plateau"),
    TARGET("targetAccuracy"),
    TIME("maxTime");

    private final String wire;

    Reason(String wire) {
      this.wire = wire;
    }

    /** The name in JSON: that of the requested field, except for the plateau. */
    String wire() {
      return wire;
    }
  }
}
