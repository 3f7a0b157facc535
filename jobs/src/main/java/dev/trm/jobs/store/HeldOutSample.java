package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A held-out puzzle as an evaluation saw it solved; all grids have the form that requests of its
 * kind have.
 *
 * @param draft the answer that was given
 * @param answer the right one; a puzzle with rules may have others
 * @param right whether the draft counts as right in the evaluation's accuracy
 * @param cycles after which it was given, at least 1
 */
public record HeldOutSample(
    JsonNode puzzle, JsonNode draft, JsonNode answer, boolean right, int cycles) {

  public HeldOutSample {
    if (cycles < 1) {
      throw new IllegalArgumentException("cycles is " + cycles + "; it must be at least 1");
    }
  }
}
