package dev.trm.benchmarks.fleet;

import java.util.Locale;

/** What a service of the fleet is there for. */
public enum Part {
  GATEWAY("api-gateway"),
  /** A gateway that announces and rescues jobs; nobody sends it requests. */
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

  /** The kind of process that fault points name. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it holds jobs. */
  public boolean works() {
    return this == SOLVER || this == TRAINER;
  }
}
