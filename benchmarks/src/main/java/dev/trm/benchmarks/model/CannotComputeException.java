package dev.trm.benchmarks.model;

import java.io.IOException;

/** A side does not support a case. */
final class CannotComputeException extends IOException {
  private static final long serialVersionUID = 1;

  CannotComputeException(String side, String why) {
    super(side + ": " + why);
  }
}
