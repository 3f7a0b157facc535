package dev.trm.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.checkpoint.CheckpointConfig;
import dev.trm.jobs.relay.RelayConfig;
import dev.trm.jobs.worker.WorkerConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The mappings that every process with jobs has. */
class JobConfigTest {
  private static <T> T of(Class<T> mapping, Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addDiscoveredConverters()
        .withMapping(mapping)
        .withDefaultValues(values)
        .build()
        .getConfigMapping(mapping);
  }

  @Test
  void defaults() {
    RelayConfig relay = of(RelayConfig.class, Map.of());
    WorkerConfig worker = of(WorkerConfig.class, Map.of());
    CheckpointConfig checkpoints = of(CheckpointConfig.class, Map.of());

    assertThat(relay.enabled()).isTrue();
    assertThat(relay.interval()).isEqualTo(Duration.ofMillis(250));
    assertThat(relay.again()).isEqualTo(Duration.ofSeconds(5));
    assertThat(relay.rescue()).isEqualTo(Duration.ofSeconds(1));
    assertThat(relay.deadlineGrace()).isEqualTo(Duration.ofSeconds(5));
    assertThat(relay.rescueGrace()).isEqualTo(Duration.ofSeconds(6));
    assertThat(relay.maxAttempts()).isEqualTo(3);
    assertThat(relay.maxCrashes()).isEqualTo(3);
    assertThat(relay.firstPause()).isEqualTo(Duration.ofSeconds(1));
    assertThat(worker.name()).isEmpty();
    assertThat(worker.lease()).isEqualTo(Duration.ofSeconds(6));
    assertThat(worker.heartbeat()).isEqualTo(Duration.ofMillis(1500));
    assertThat(worker.check()).isEqualTo(Duration.ofMillis(250));
    assertThat(worker.session()).isTrue();
    assertThat(worker.crashReports()).isEqualTo(Path.of("."));
    assertThat(checkpoints.directory()).isEqualTo(Path.of(".trm/checkpoints"));
    assertThat(checkpoints.orphanAge()).isEqualTo(Duration.ofHours(1));
    assertThat(checkpoints.sweepEvery()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void everyKeyCanBeChanged() {
    RelayConfig relay =
        of(
            RelayConfig.class,
            Map.of(
                "trm.relay.enabled", "false",
                "trm.relay.interval", "PT1S",
                "trm.relay.again", "PT2S",
                "trm.relay.rescue", "PT3S",
                "trm.relay.deadline-grace", "PT4S",
                "trm.relay.rescue-grace", "PT5S",
                "trm.relay.max-attempts", "6",
                "trm.relay.max-crashes", "7",
                "trm.relay.first-pause", "PT8S"));
    WorkerConfig worker =
        of(
            WorkerConfig.class,
            Map.of(
                "trm.worker.name", "one",
                "trm.worker.lease", "PT1S",
                "trm.worker.heartbeat", "PT2S",
                "trm.worker.check", "PT3S",
                "trm.worker.crash-reports", "/crashes"));
    CheckpointConfig checkpoints =
        of(
            CheckpointConfig.class,
            Map.of(
                "trm.checkpoints.directory", "/c",
                "trm.checkpoints.orphan-age", "PT5M",
                "trm.checkpoints.sweep-every", "PT7M"));

    assertThat(relay.enabled()).isFalse();
    assertThat(relay.interval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(relay.again()).isEqualTo(Duration.ofSeconds(2));
    assertThat(relay.rescue()).isEqualTo(Duration.ofSeconds(3));
    assertThat(relay.deadlineGrace()).isEqualTo(Duration.ofSeconds(4));
    assertThat(relay.rescueGrace()).isEqualTo(Duration.ofSeconds(5));
    assertThat(relay.maxAttempts()).isEqualTo(6);
    assertThat(relay.maxCrashes()).isEqualTo(7);
    assertThat(relay.firstPause()).isEqualTo(Duration.ofSeconds(8));
    assertThat(worker.name()).contains("one");
    assertThat(worker.lease()).isEqualTo(Duration.ofSeconds(1));
    assertThat(worker.heartbeat()).isEqualTo(Duration.ofSeconds(2));
    assertThat(worker.check()).isEqualTo(Duration.ofSeconds(3));
    assertThat(worker.crashReports()).isEqualTo(Path.of("/crashes"));
    assertThat(checkpoints.directory()).isEqualTo(Path.of("/c"));
    assertThat(checkpoints.orphanAge()).isEqualTo(Duration.ofMinutes(5));
    assertThat(checkpoints.sweepEvery()).isEqualTo(Duration.ofMinutes(7));
  }
}
