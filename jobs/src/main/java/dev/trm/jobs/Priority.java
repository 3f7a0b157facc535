package dev.trm.jobs;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How urgent a job is; served 8 : 3 : 1, so that nothing starves. */
public enum Priority {
  HIGH,
  NORMAL,
  LOW;

  /**
   * Reads the lower-case name used in JSON.
   *
   * @throws IllegalArgumentException naming field, value and the allowed names
   */
  @JsonCreator
  public static Priority of(String text) {
    return WireNames.parse(Priority.class, "priority", text);
  }

  /** The name used in JSON, lower case. */
  @JsonValue
  public String wire() {
    return WireNames.of(this);
  }
}
