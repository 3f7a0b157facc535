package dev.trm.trainer;

/**
 * Why a training ended before its last step.
 *
 * @param step after which it ended
 * @param weightsStep after which the weights that it ends with were so
 * @param message for people, with the figures
 */
record StoppedEarly(Reason reason, long step, long weightsStep, String message) {

  /** What came first. */
  enum Reason {
    PLATEAU("plateau"),
    TARGET("targetAccuracy"),
    TIME("maxTime");

    private final String wire;

    Reason(String wire) {
      this.wire = wire;
    }

    /** The name used in JSON: of the field that asked for it, but for the plateau. */
    String wire() {
      return wire;
    }
  }
}
