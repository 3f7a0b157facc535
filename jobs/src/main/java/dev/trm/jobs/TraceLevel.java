package dev.trm.jobs;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How much of a solve is kept. */
public enum TraceLevel {
  /** Every cycle's draft, confidence and halt logit. */
  FULL,
  /** The answer only. */
  NONE;

  /**
   * Reads the lower-case name used in JSON.
   *
   * @throws IllegalArgumentException naming field, value and the allowed names
   */
  @JsonCreator
  public static TraceLevel of(String text) {
    return WireNames.parse(TraceLevel.class, "trace", text);
  }

  /** The name used in JSON, lower case. */
  @JsonValue
  public String wire() {
    return WireNames.of(this);
  }
}
