package dev.trm.jobs;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.trm.puzzles.PuzzleKind;

/** When a solve ends before its limit of cycles. */
public enum HaltMode {
  /** Never: all cycles run. */
  FIXED,
  /** When the halt probability is over one half. */
  HEAD,
  /** As HEAD, but only with an answer that passes the puzzle's rules. */
  CHECKED;

  /**
   * The mode that solves have unless they ask for another: by the rules, where there are any;
   * otherwise by the model's own opinion.
   */
  public static HaltMode usual(PuzzleKind kind) {
    return kind.hasRules() ? CHECKED : HEAD;
  }

  /**
   * Reads the lower-case name used in JSON.
   *
   * @throws IllegalArgumentException naming field, value and the allowed names
   */
  @JsonCreator
  public static HaltMode of(String text) {
    return WireNames.parse(HaltMode.class, "halt", text);
  }

  /** The name used in JSON, lower case. */
  @JsonValue
  public String wire() {
    return WireNames.of(this);
  }
}
