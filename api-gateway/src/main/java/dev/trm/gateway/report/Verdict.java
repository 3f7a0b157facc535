package dev.trm.gateway.report;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobState;
import dev.trm.jobs.sweep.Measured;
import java.util.Locale;

/** What a run's gate said. */
public enum Verdict {
  /** Nothing yet: the run waits or runs. */
  OPEN("has not ended"),
  /** The new version is the champion. */
  PASSED("gate passed"),
  /** There is a new version, and the champion stays. */
  REFUSED("gate not passed"),
  /** There is a new version, and the gate of its sweep decides between it and others. */
  SWEPT("trained, its sweep decides"),
  /** There is a new version, and nobody asked for it to become champion. */
  UNGATED("trained, without a gate"),
  /** Somebody stopped or cancelled it before there was a new version. */
  CANCELLED("stopped"),
  /** There is no new version. */
  FAILED("failed");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  static Verdict of(Job job) {
    if (job.state() == JobState.QUEUED || job.state() == JobState.RUNNING) {
      return OPEN;
    }
    if (job.state() == JobState.CANCELLED) {
      return CANCELLED;
    }
    JsonNode result = job.result();
    if (job.state() != JobState.SUCCEEDED || result == null) {
      return FAILED;
    }
    if (result.path("promoted").asBoolean()) {
      return PASSED;
    }
    if (result.has(Measured.FIELD)) {
      return SWEPT;
    }
    return job.spec().at("/promotion/gate").asText().equals("never") ? UNGATED : REFUSED;
  }

  String words() {
    return words;
  }

  /** The name used in JSON. */
  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
