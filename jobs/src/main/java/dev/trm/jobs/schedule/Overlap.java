package dev.trm.jobs.schedule;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What happens when a schedule comes due while a job of it has not ended. */
public enum Overlap {
  /** Nothing is submitted this time. */
  SKIP("skip"),
  /** The new job is submitted all the same. */
  QUEUE("queue"),
  /** The older jobs are cancelled, and the new one submitted. */
  CANCEL_RUNNING("cancelRunning");

  private final String wire;

  Overlap(String wire) {
    this.wire = wire;
  }

  /**
   * Reads the name used in JSON.
   *
   * @throws IllegalArgumentException naming field, value and the allowed names
   */
  public static Overlap of(String text) {
    return Arrays.stream(values())
        .filter(each -> each.wire.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "overlap is '"
                        + text
                        + "'; known are "
                        + Arrays.stream(values())
                            .map(Overlap::wire)
                            .collect(Collectors.joining(", "))));
  }

  /** The name used in JSON. */
  @JsonValue
  public String wire() {
    return wire;
  }
}
