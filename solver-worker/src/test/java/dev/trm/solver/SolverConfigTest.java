package dev.trm.solver;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SolverConfigTest {
  private static SolverConfig of(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addDiscoveredConverters()
        .withMapping(SolverConfig.class)
        .withDefaultValues(values)
        .build()
        .getConfigMapping(SolverConfig.class);
  }

  @Test
  void defaults() {
    SolverConfig config = of(Map.of());

    assertThat(config.enabled()).isTrue();
    assertThat(config.device()).isEqualTo("auto");
    assertThat(config.precision()).isEqualTo("auto");
    assertThat(config.replicas()).isEqualTo(1);
    assertThat(config.threads()).isEqualTo(1);
    assertThat(config.slots()).isEqualTo(16);
    assertThat(config.shapes()).isEmpty();
    assertThat(config.capacity()).isEmpty();
    assertThat(config.nodes()).isEmpty();
    assertThat(config.models()).isEqualTo(4);
    assertThat(config.aliasAge()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.storePause()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.drain()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void everyKeyCanBeChanged() {
    SolverConfig config =
        of(
            Map.ofEntries(
                Map.entry("trm.solver.enabled", "false"),
                Map.entry("trm.solver.device", "cpu"),
                Map.entry("trm.solver.precision", "bfloat16"),
                Map.entry("trm.solver.replicas", "2"),
                Map.entry("trm.solver.threads", "3"),
                Map.entry("trm.solver.slots", "64"),
                Map.entry("trm.solver.shapes", "1,8,64"),
                Map.entry("trm.solver.capacity", "100"),
                Map.entry("trm.solver.nodes", "5000"),
                Map.entry("trm.solver.models", "5"),
                Map.entry("trm.solver.alias-age", "PT1S"),
                Map.entry("trm.solver.store-pause", "PT3S"),
                Map.entry("trm.solver.drain", "PT30S")));

    assertThat(config.enabled()).isFalse();
    assertThat(config.device()).isEqualTo("cpu");
    assertThat(config.precision()).isEqualTo("bfloat16");
    assertThat(config.replicas()).isEqualTo(2);
    assertThat(config.threads()).isEqualTo(3);
    assertThat(config.slots()).isEqualTo(64);
    assertThat(config.shapes()).contains(List.of(1, 8, 64));
    assertThat(config.capacity()).hasValue(100);
    assertThat(config.nodes()).hasValue(5000);
    assertThat(config.models()).isEqualTo(5);
    assertThat(config.aliasAge()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.storePause()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.drain()).isEqualTo(Duration.ofSeconds(30));
  }
}
