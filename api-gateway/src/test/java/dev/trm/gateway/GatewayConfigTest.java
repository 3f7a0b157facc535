package dev.trm.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatewayConfigTest {
  @Test
  void defaultsAreAsDocumented() {
    GatewayConfig config = config(Map.of());

    assertThat(config.operatorKey()).isEmpty();
    assertThat(config.keyFile()).isEmpty();
    assertThat(config.keyCache()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.sessionTime()).isEqualTo(Duration.ofHours(12));
    assertThat(config.hosts()).isEmpty();
    assertThat(config.ratePerMinute()).isEqualTo(6000);
    assertThat(config.failuresPerMinute()).isEqualTo(60);
    assertThat(config.oidc().enabled()).isFalse();
    assertThat(config.oidc().issuer()).isEmpty();
    assertThat(config.oidc().audience()).isEqualTo("trm");
    assertThat(config.oidc().roleClaim()).isEqualTo("roles");
    assertThat(config.oidc().readers()).containsExactly("trm-reader");
    assertThat(config.oidc().submitters()).containsExactly("trm-submitter");
    assertThat(config.oidc().operators()).containsExactly("trm-operator");
    GatewayConfig.Webhooks webhooks = config.webhooks();
    assertThat(webhooks.deliver()).isTrue();
    assertThat(webhooks.keyFile()).isEmpty();
    assertThat(webhooks.allowPrivate()).isFalse();
    assertThat(webhooks.allowHttp()).isFalse();
    assertThat(webhooks.ports()).containsExactlyInAnyOrder(443, 8443);
    assertThat(webhooks.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(webhooks.interval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(webhooks.parallel()).isEqualTo(16);
    assertThat(webhooks.pauses()).hasSize(10).startsWith(Duration.ofSeconds(5));
    assertThat(webhooks.pauses().stream().reduce(Duration.ZERO, Duration::plus))
        .isBetween(Duration.ofHours(20), Duration.ofHours(28));
    assertThat(webhooks.longestRetryAfter()).isEqualTo(Duration.ofDays(1));
    assertThat(webhooks.disableAfter()).isEqualTo(Duration.ofDays(5));
    assertThat(webhooks.kept()).isEqualTo(Duration.ofDays(30));
    GatewayConfig.Quotas quotas = config.quotas();
    assertThat(quotas.queuedJobs()).isEqualTo(100_000);
    assertThat(quotas.delayedJobs()).isEqualTo(10_000);
    assertThat(quotas.storedBytes().asLongValue()).isEqualTo(2L << 30);
    assertThat(quotas.uploads()).isEqualTo(8);
    assertThat(quotas.sessions()).isEqualTo(100);
    assertThat(quotas.webhooks()).isEqualTo(20);
    assertThat(config.hooks().maxBody().asLongValue()).isEqualTo(5 << 20);
    assertThat(config.hooks().failuresPerMinute()).isEqualTo(60);
    assertThat(config.maxQueued()).isEqualTo(200_000);
    assertThat(config.maxWait()).isEqualTo(Duration.ofSeconds(60));
    assertThat(config.reread()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.maxStreams()).isEqualTo(100);
    assertThat(config.heartbeat()).isEqualTo(Duration.ofSeconds(15));
    assertThat(config.maxBody().asLongValue()).isEqualTo(1 << 20);
    assertThat(config.maxBatchBody().asLongValue()).isEqualTo(256 << 20);
    assertThat(config.maxBatchLine().asLongValue()).isEqualTo(64 << 10);
    assertThat(config.maxBatchLines()).isEqualTo(100_000);
    assertThat(config.maxCheckpointBody().asLongValue()).isEqualTo(4L << 30);
    assertThat(config.maxDatasetBody().asLongValue()).isEqualTo(256 << 20);
    assertThat(config.maxDatasetRecords()).isEqualTo(200_000);
    assertThat(config.connections().perAddress()).isEqualTo(1000);
    assertThat(config.connections().firstRequest()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.connections().idle()).isEqualTo(Duration.ofMinutes(21));
    assertThat(config.connections().writeTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(config.bodies().grace()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.bodies().rate().asLongValue()).isEqualTo(16 << 10);
    assertThat(config.bodies().deadline()).isEqualTo(Duration.ofHours(1));
    assertThat(config.bodies().keyless().asLongValue()).isEqualTo(64 << 20);
    assertThat(config.bodies().directory()).isEmpty();
  }

  @Test
  void everyKeyCanBeChanged() {
    GatewayConfig config =
        config(
            Map.ofEntries(
                Map.entry("trm.gateway.operator-key", "a-key-of-16-chars"),
                Map.entry("trm.gateway.key-file", "key"),
                Map.entry("trm.gateway.key-cache", "1s"),
                Map.entry("trm.gateway.session-time", "23m"),
                Map.entry("trm.gateway.hosts", "a.example,b.example"),
                Map.entry("trm.gateway.rate-per-minute", "10"),
                Map.entry("trm.gateway.failures-per-minute", "11"),
                Map.entry("trm.gateway.oidc.enabled", "true"),
                Map.entry("trm.gateway.oidc.issuer", "https://id.example"),
                Map.entry("trm.gateway.oidc.audience", "ours"),
                Map.entry("trm.gateway.oidc.role-claim", "realm_access/roles"),
                Map.entry("trm.gateway.oidc.readers", "r"),
                Map.entry("trm.gateway.oidc.submitters", "s,t"),
                Map.entry("trm.gateway.oidc.operators", "o"),
                Map.entry("trm.gateway.webhooks.deliver", "false"),
                Map.entry("trm.gateway.webhooks.key-file", "webhook-key"),
                Map.entry("trm.gateway.webhooks.allow-private", "true"),
                Map.entry("trm.gateway.webhooks.allow-http", "true"),
                Map.entry("trm.gateway.webhooks.ports", "1,2"),
                Map.entry("trm.gateway.webhooks.timeout", "12s"),
                Map.entry("trm.gateway.webhooks.interval", "13s"),
                Map.entry("trm.gateway.webhooks.parallel", "14"),
                Map.entry("trm.gateway.webhooks.pauses", "15s,16s"),
                Map.entry("trm.gateway.webhooks.longest-retry-after", "36s"),
                Map.entry("trm.gateway.webhooks.disable-after", "17s"),
                Map.entry("trm.gateway.webhooks.kept", "18s"),
                Map.entry("trm.gateway.quotas.queued-jobs", "30"),
                Map.entry("trm.gateway.quotas.delayed-jobs", "31"),
                Map.entry("trm.gateway.quotas.stored-bytes", "32"),
                Map.entry("trm.gateway.quotas.uploads", "33"),
                Map.entry("trm.gateway.quotas.sessions", "34"),
                Map.entry("trm.gateway.quotas.webhooks", "35"),
                Map.entry("trm.gateway.hooks.max-body", "21"),
                Map.entry("trm.gateway.hooks.failures-per-minute", "22"),
                Map.entry("trm.gateway.connections.per-address", "31"),
                Map.entry("trm.gateway.connections.first-request", "32s"),
                Map.entry("trm.gateway.connections.idle", "33s"),
                Map.entry("trm.gateway.connections.write-timeout", "34s"),
                Map.entry("trm.gateway.bodies.grace", "35s"),
                Map.entry("trm.gateway.bodies.rate", "36"),
                Map.entry("trm.gateway.bodies.deadline", "37s"),
                Map.entry("trm.gateway.bodies.keyless", "38"),
                Map.entry("trm.gateway.bodies.directory", "spool"),
                Map.entry("trm.gateway.max-queued", "2"),
                Map.entry("trm.gateway.max-wait", "3s"),
                Map.entry("trm.gateway.reread", "4s"),
                Map.entry("trm.gateway.max-streams", "20"),
                Map.entry("trm.gateway.heartbeat", "5s"),
                Map.entry("trm.gateway.max-body", "6"),
                Map.entry("trm.gateway.max-batch-body", "7"),
                Map.entry("trm.gateway.max-batch-line", "8"),
                Map.entry("trm.gateway.max-batch-lines", "9"),
                Map.entry("trm.gateway.max-checkpoint-body", "20"),
                Map.entry("trm.gateway.max-dataset-body", "21"),
                Map.entry("trm.gateway.max-dataset-records", "22")));

    assertThat(config.operatorKey()).contains("a-key-of-16-chars");
    assertThat(config.keyFile()).contains(Path.of("key"));
    assertThat(config.keyCache()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.sessionTime()).isEqualTo(Duration.ofMinutes(23));
    assertThat(config.hosts().orElseThrow()).containsExactlyInAnyOrder("a.example", "b.example");
    assertThat(config.ratePerMinute()).isEqualTo(10);
    assertThat(config.failuresPerMinute()).isEqualTo(11);
    assertThat(config.oidc().enabled()).isTrue();
    assertThat(config.oidc().issuer()).contains(URI.create("https://id.example"));
    assertThat(config.oidc().audience()).isEqualTo("ours");
    assertThat(config.oidc().roleClaim()).isEqualTo("realm_access/roles");
    assertThat(config.oidc().readers()).containsExactly("r");
    assertThat(config.oidc().submitters()).containsExactlyInAnyOrder("s", "t");
    assertThat(config.oidc().operators()).containsExactly("o");
    GatewayConfig.Webhooks webhooks = config.webhooks();
    assertThat(webhooks.deliver()).isFalse();
    assertThat(webhooks.keyFile()).contains(Path.of("webhook-key"));
    assertThat(webhooks.allowPrivate()).isTrue();
    assertThat(webhooks.allowHttp()).isTrue();
    assertThat(webhooks.ports()).containsExactlyInAnyOrder(1, 2);
    assertThat(webhooks.timeout()).isEqualTo(Duration.ofSeconds(12));
    assertThat(webhooks.interval()).isEqualTo(Duration.ofSeconds(13));
    assertThat(webhooks.parallel()).isEqualTo(14);
    assertThat(webhooks.pauses()).containsExactly(Duration.ofSeconds(15), Duration.ofSeconds(16));
    assertThat(webhooks.longestRetryAfter()).isEqualTo(Duration.ofSeconds(36));
    assertThat(webhooks.disableAfter()).isEqualTo(Duration.ofSeconds(17));
    assertThat(webhooks.kept()).isEqualTo(Duration.ofSeconds(18));
    GatewayConfig.Quotas quotas = config.quotas();
    assertThat(quotas.queuedJobs()).isEqualTo(30);
    assertThat(quotas.delayedJobs()).isEqualTo(31);
    assertThat(quotas.storedBytes().asLongValue()).isEqualTo(32);
    assertThat(quotas.uploads()).isEqualTo(33);
    assertThat(quotas.sessions()).isEqualTo(34);
    assertThat(quotas.webhooks()).isEqualTo(35);
    assertThat(config.hooks().maxBody().asLongValue()).isEqualTo(21);
    assertThat(config.hooks().failuresPerMinute()).isEqualTo(22);
    assertThat(config.maxQueued()).isEqualTo(2);
    assertThat(config.maxWait()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.reread()).isEqualTo(Duration.ofSeconds(4));
    assertThat(config.maxStreams()).isEqualTo(20);
    assertThat(config.heartbeat()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.maxBody().asLongValue()).isEqualTo(6);
    assertThat(config.maxBatchBody().asLongValue()).isEqualTo(7);
    assertThat(config.maxBatchLine().asLongValue()).isEqualTo(8);
    assertThat(config.maxBatchLines()).isEqualTo(9);
    assertThat(config.maxCheckpointBody().asLongValue()).isEqualTo(20);
    assertThat(config.maxDatasetBody().asLongValue()).isEqualTo(21);
    assertThat(config.maxDatasetRecords()).isEqualTo(22);
    assertThat(config.connections().perAddress()).isEqualTo(31);
    assertThat(config.connections().firstRequest()).isEqualTo(Duration.ofSeconds(32));
    assertThat(config.connections().idle()).isEqualTo(Duration.ofSeconds(33));
    assertThat(config.connections().writeTimeout()).isEqualTo(Duration.ofSeconds(34));
    assertThat(config.bodies().grace()).isEqualTo(Duration.ofSeconds(35));
    assertThat(config.bodies().rate().asLongValue()).isEqualTo(36);
    assertThat(config.bodies().deadline()).isEqualTo(Duration.ofSeconds(37));
    assertThat(config.bodies().keyless().asLongValue()).isEqualTo(38);
    assertThat(config.bodies().directory()).contains(Path.of("spool"));
  }

  private static GatewayConfig config(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .withMapping(GatewayConfig.class)
        .withConverter(MemorySize.class, 100, new MemorySizeConverter())
        .withConverter(Duration.class, 100, new DurationConverter())
        .withSources(new PropertiesConfigSource(values, "test", 100))
        .build()
        .getConfigMapping(GatewayConfig.class);
  }
}
