package dev.trm.embedded.testing;

import dev.trm.embedded.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/**
 * Configures a Quarkus application under test to use {@link TestParts}: database, broker, a
 * checkpoint directory, and a free HTTP port. The servers outlive the application and end with the
 * JVM.
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
    // The next application of this JVM uses the same servers.
  }
}
