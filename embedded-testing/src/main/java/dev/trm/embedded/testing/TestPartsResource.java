package dev.trm.embedded.testing;

import dev.trm.embedded.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * Points a Quarkus application under test at {@link TestParts}: database, broker, a directory for
 * checkpoints, and a free port for HTTP. The parts outlive the application and end with the JVM.
 */
public final class TestPartsResource implements QuarkusTestResourceLifecycleManager {
  @Override
  public Map<String, String> start() {
    return Map.of(
        "quarkus.datasource.jdbc.url",
        TestParts.jdbcUrl(),
        "quarkus.datasource.username",
        EmbeddedDatabase.USER,
        "kafka.bootstrap.servers",
        TestParts.bootstrapServers(),
        "trm.checkpoints.directory",
        TestParts.checkpoints().toString(),
        "quarkus.http.test-port",
        "0");
  }

  @Override
  public void stop() {
    // The next application of this JVM uses the same parts.
  }
}
