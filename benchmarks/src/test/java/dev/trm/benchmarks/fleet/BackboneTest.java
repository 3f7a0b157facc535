package dev.trm.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.embedded.EmbeddedDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackboneTest {
  @TempDir Path directory;

  @Test
  void bothAreReachedUnderOneAddressAlsoAfterTheyWereKilled() throws Exception {
    try (Backbone backbone = Backbone.start(directory)) {
      Addresses addresses = backbone.addresses();
      try (Admin admin = Admin.create(new HashMap<String, Object>(backbone.kafka()))) {
        admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
        execute(addresses, "CREATE TABLE kept (n int)");

        backbone.endBroker(Backbone.Ending.KILLED);
        backbone.endDatabase(Backbone.Ending.KILLED);
        backbone.returnBroker();
        backbone.returnDatabase();

        assertThat(admin.listTopics().names().get()).contains("kept");
        execute(addresses, "INSERT INTO kept VALUES (1)");
      }
    }
  }

  private static void execute(Addresses addresses, String sql) throws Exception {
    try (Connection connection =
        DriverManager.getConnection(
            addresses.jdbcUrl(), EmbeddedDatabase.USER, addresses.databasePassword())) {
      connection.createStatement().execute(sql);
    }
  }
}
