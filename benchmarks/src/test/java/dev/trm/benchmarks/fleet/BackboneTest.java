package dev.trm.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackboneTest {
  @TempDir Path directory;

  @Test
  void bothAreReachedUnderOneAddressAlsoAfterTheyWereKilled() throws Exception {
    try (Backbone backbone = Backbone.start(directory)) {
      String jdbcUrl = backbone.jdbcUrl();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", backbone.bootstrapServers()))) {
        admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
        execute(jdbcUrl, "CREATE TABLE kept (n int)");

        backbone.endBroker(Backbone.Ending.KILLED);
        backbone.endDatabase(Backbone.Ending.KILLED);
        backbone.returnBroker();
        backbone.returnDatabase();

        assertThat(admin.listTopics().names().get()).contains("kept");
        execute(jdbcUrl, "INSERT INTO kept VALUES (1)");
      }
    }
  }

  private static void execute(String jdbcUrl, String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection(jdbcUrl, "postgres", "")) {
      connection.createStatement().execute(sql);
    }
  }
}
