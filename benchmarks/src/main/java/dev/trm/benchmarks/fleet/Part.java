package dev.trm.benchmarks.fleet;

import java.util.Locale;

/** The role of a service in the fleet. */
public enum Part {
  GATEWAY("api-gateway"),
  /** A gateway that publishes and reclaims jobs but receives no requests. */
  RELAY("api-gateway"),
  SOLVER("solver-worker"),
  TRAINER("trainer-worker");

  private final String module;

  Part(String module) {
    this.module = module;
  }

  /** The module whose package it runs. */
  String module() {
    return module;
  }

  /** The kind of process in fault points. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is a worker, which holds jobs. */
  public boolean works() {
    return this == SOLVER || this == TRAINER;
  }
}
