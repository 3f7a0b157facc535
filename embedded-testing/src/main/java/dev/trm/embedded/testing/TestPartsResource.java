package dev.trm.embedded.testing;

import dev.trm.embedded.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/**
 * Points a Quarkus application under test at {@link TestParts}: database, broker, a directory for
 * checkpoints, and a free port for HTTP. The parts outlive the application and end with the JVM.
 */
public final class TestPartsResource implements QuarkusTestResourceLifecycleManager {
  @Override
  public Map<String, String> start() {
    Map<String, String> settings = new HashMap<>();
    settings.put("quarkus.datasource.jdbc.url", TestParts.jdbcUrl());
    settings.put("quarkus.datasource.username", EmbeddedDatabase.USER);
    TestParts.kafka().forEach((key, value) -> settings.put("kafka." + key, value.toString()));
    settings.put("trm.checkpoints.directory", TestParts.checkpoints().toString());
    settings.put("quarkus.http.test-port", "0");
    return settings;
  }

  @Override
  public void stop() {
    // The next application of this JVM uses the same parts.
  }
}
