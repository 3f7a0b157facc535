package dev.trm.solver;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A configuration for tests, with short pauses. */
record SolverSettings(int slots, int models, Duration drain) implements SolverConfig {
  static SolverSettings slots(int slots) {
    return new SolverSettings(slots, 4, Duration.ofSeconds(30));
  }

  @Override
  public boolean enabled() {
    return true;
  }

  @Override
  public String device() {
    return "cpu";
  }

  @Override
  public String precision() {
    return "float32";
  }

  @Override
  public int replicas() {
    return 1;
  }

  @Override
  public int threads() {
    return 1;
  }

  @Override
  public Optional<List<Integer>> shapes() {
    return Optional.empty();
  }

  @Override
  public OptionalInt capacity() {
    return OptionalInt.empty();
  }

  @Override
  public OptionalInt nodes() {
    return OptionalInt.empty();
  }

  @Override
  public Duration aliasAge() {
    return Duration.ofSeconds(2);
  }

  @Override
  public Duration storePause() {
    return Duration.ofMillis(20);
  }
}
