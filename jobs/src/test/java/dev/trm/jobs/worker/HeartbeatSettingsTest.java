package dev.trm.jobs.worker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeartbeatSettingsTest {

  @Test
  void usualSettingsAreTaken() {
    assertThatCode(() -> Heartbeat.check(settings(Map.of()))).doesNotThrowAnyException();
  }

  /** Others would take the worker for crashed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PT3S   | PT30S | trm.worker.heartbeat is PT3S; it must be more than 0 and at most 2 s",
        "PT0S   | PT6S  | trm.worker.heartbeat is PT0S",
        "PT1.5S | PT2S  | trm.worker.lease is PT2S; it must be at least twice trm.worker.heartbeat"
      })
  void settingsThatDoNotFitAreNamed(String heartbeat, String lease, String message) {
    WorkerConfig config =
        settings(Map.of("trm.worker.heartbeat", heartbeat, "trm.worker.lease", lease));

    assertThatThrownBy(() -> Heartbeat.check(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static WorkerConfig settings(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(WorkerConfig.class)
        .withDefaultValues(values)
        .build()
        .getConfigMapping(WorkerConfig.class);
  }
}
