package dev.trm.jobs.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Shorter than the defaults. */
final class QuickWorker implements WorkerConfig {
  @Override
  public Optional<String> name() {
    return Optional.empty();
  }

  @Override
  public Duration lease() {
    return Duration.ofSeconds(2);
  }

  @Override
  public Duration heartbeat() {
    return Duration.ofMillis(300);
  }

  @Override
  public Duration giveUp() {
    return Duration.ofSeconds(3);
  }

  @Override
  public boolean session() {
    return true;
  }

  @Override
  public Path crashReports() {
    return Path.of("target", "crash-reports");
  }

  @Override
  public Duration check() {
    return Duration.ofMillis(50);
  }
}
