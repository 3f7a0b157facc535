package dev.trm.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.checkpoint.CheckpointConfig;
import dev.trm.jobs.relay.RelayConfig;
import dev.trm.jobs.worker.WorkerConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The mappings that every process with jobs has. */
class JobConfigTest {
  private static <T> T of(Class<T> mapping, Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .withConverter(MemorySize.class, 100, new MemorySizeConverter())
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
    assertThat(worker.giveUp()).isEqualTo(Duration.ofMinutes(1));
    assertThat(worker.session()).isTrue();
    assertThat(worker.crashReports()).isEqualTo(Path.of("."));
    assertThat(checkpoints.directory()).isEqualTo(Path.of(".trm/checkpoints"));
    assertThat(checkpoints.removalGrace()).isEqualTo(Duration.ofDays(1));
    assertThat(checkpoints.mostUnknown()).isEqualTo(0.1);
    assertThat(checkpoints.orphanAge()).isEqualTo(Duration.ofHours(1));
    assertThat(checkpoints.sweepEvery()).isEqualTo(Duration.ofMinutes(5));
    assertThat(checkpoints.store()).isEqualTo(CheckpointConfig.Kind.DIRECTORY);
    assertThat(checkpoints.s3().bucket()).isEmpty();
    assertThat(checkpoints.s3().prefix()).isEmpty();
    assertThat(checkpoints.s3().endpoint()).isEmpty();
    assertThat(checkpoints.s3().region()).isEqualTo("us-east-1");
    assertThat(checkpoints.s3().pathStyle()).isFalse();
    assertThat(checkpoints.s3().accessKey()).isEmpty();
    assertThat(checkpoints.s3().secretKey()).isEmpty();
    assertThat(checkpoints.s3().localCopies().asLongValue()).isEqualTo(20L << 30);
    assertThat(checkpoints.s3().timeout()).isEqualTo(Duration.ofMinutes(30));
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
                "trm.worker.give-up", "PT4S",
                "trm.worker.crash-reports", "/crashes"));
    CheckpointConfig checkpoints =
        of(
            CheckpointConfig.class,
            Map.ofEntries(
                Map.entry("trm.checkpoints.directory", "/c"),
                Map.entry("trm.checkpoints.removal-grace", "2h"),
                Map.entry("trm.checkpoints.most-unknown", "0.5"),
                Map.entry("trm.checkpoints.orphan-age", "PT5M"),
                Map.entry("trm.checkpoints.sweep-every", "PT7M"),
                Map.entry("trm.checkpoints.store", "s3"),
                Map.entry("trm.checkpoints.s3.bucket", "b"),
                Map.entry("trm.checkpoints.s3.prefix", "p/"),
                Map.entry("trm.checkpoints.s3.endpoint", "https://s3.example"),
                Map.entry("trm.checkpoints.s3.region", "eu-central-1"),
                Map.entry("trm.checkpoints.s3.path-style", "true"),
                Map.entry("trm.checkpoints.s3.access-key", "a"),
                Map.entry("trm.checkpoints.s3.secret-key", "s"),
                Map.entry("trm.checkpoints.s3.local-copies", "1K"),
                Map.entry("trm.checkpoints.s3.timeout", "PT9M")));

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
    assertThat(worker.giveUp()).isEqualTo(Duration.ofSeconds(4));
    assertThat(worker.crashReports()).isEqualTo(Path.of("/crashes"));
    assertThat(checkpoints.directory()).isEqualTo(Path.of("/c"));
    assertThat(checkpoints.removalGrace()).isEqualTo(Duration.ofHours(2));
    assertThat(checkpoints.mostUnknown()).isEqualTo(0.5);
    assertThat(checkpoints.orphanAge()).isEqualTo(Duration.ofMinutes(5));
    assertThat(checkpoints.sweepEvery()).isEqualTo(Duration.ofMinutes(7));
    assertThat(checkpoints.store()).isEqualTo(CheckpointConfig.Kind.S3);
    assertThat(checkpoints.s3().bucket()).contains("b");
    assertThat(checkpoints.s3().prefix()).contains("p/");
    assertThat(checkpoints.s3().endpoint()).contains(URI.create("https://s3.example"));
    assertThat(checkpoints.s3().region()).isEqualTo("eu-central-1");
    assertThat(checkpoints.s3().pathStyle()).isTrue();
    assertThat(checkpoints.s3().accessKey()).contains("a");
    assertThat(checkpoints.s3().secretKey()).contains("s");
    assertThat(checkpoints.s3().localCopies().asLongValue()).isEqualTo(1024);
    assertThat(checkpoints.s3().timeout()).isEqualTo(Duration.ofMinutes(9));
  }
}
