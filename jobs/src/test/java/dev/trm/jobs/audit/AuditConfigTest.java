package dev.trm.jobs.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditConfigTest {
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
    AuditConfig audit = of(AuditConfig.class, Map.of());
    RetentionConfig retention = of(RetentionConfig.class, Map.of());

    assertThat(audit.keyFile()).isEmpty();
    assertThat(audit.trustedKeys()).isEmpty();
    assertThat(audit.interval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(audit.silence()).isEqualTo(Duration.ofHours(1));
    assertThat(retention.keep()).as("for good").isEmpty();
    assertThat(retention.interval()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void everyKeyCanBeChanged() {
    AuditConfig audit =
        of(
            AuditConfig.class,
            Map.of(
                "trm.audit.key-file", "/keys/audit",
                "trm.audit.trusted-keys", "a,b",
                "trm.audit.interval", "PT5S",
                "trm.audit.silence", "PT10M"));
    RetentionConfig retention =
        of(
            RetentionConfig.class,
            Map.of("trm.retention.keep", "P400D", "trm.retention.interval", "PT10M"));

    assertThat(audit.keyFile()).contains(Path.of("/keys/audit"));
    assertThat(audit.trustedKeys()).contains(List.of("a", "b"));
    assertThat(audit.interval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(audit.silence()).isEqualTo(Duration.ofMinutes(10));
    assertThat(retention.keep()).contains(Duration.ofDays(400));
    assertThat(retention.interval()).isEqualTo(Duration.ofMinutes(10));
  }
}
