package dev.trm.gateway.training;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether a sweep's gate has decided, and what. */
public enum SweepDecisionState {
  /** Some runs have not ended. */
  PENDING,
  /** The version is the champion since. */
  PROMOTED,
  /** The champion stays. */
  REFUSED;

  /** The name used in JSON. */
  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
