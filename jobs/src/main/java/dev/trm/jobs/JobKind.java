package dev.trm.jobs;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What a job does. */
public enum JobKind {
  /** Solves one puzzle; a solver worker's work. */
  SOLVE,
  /** Trains a model; a trainer worker's work. */
  TRAIN,
  /** Fine-tunes a model on an unseen task and answers it; a trainer worker's work, too. */
  ADAPT;

  /**
   * Reads the lower-case name used in JSON.
   *
   * @throws IllegalArgumentException naming field, value and the allowed names
   */
  @JsonCreator
  public static JobKind of(String text) {
    return WireNames.parse(JobKind.class, "kind", text);
  }

  /** The name used in JSON, lower case. */
  @JsonValue
  public String wire() {
    return WireNames.of(this);
  }
}
