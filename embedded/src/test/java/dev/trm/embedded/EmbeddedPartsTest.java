package dev.trm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPartsTest {
  private static final String CLASS_PATH = BrokerClassPath.find();

  @TempDir Path home;

  @Test
  void topicsOutliveTheBroker() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(home, CLASS_PATH);
        Admin admin = admin(broker)) {
      admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(home, CLASS_PATH);
        Admin admin = admin(broker)) {
      assertThat(admin.listTopics().names().get()).contains("kept");
    }
  }

  @Test
  @SuppressWarnings("try")
  void nextStartEndsTheBrokerLeftBehind() throws Exception {
    try (EmbeddedBroker left = EmbeddedBroker.start(home, CLASS_PATH)) {
      try (EmbeddedBroker next = EmbeddedBroker.start(home, CLASS_PATH)) {
        assertThat(left.process().isAlive()).isFalse();
        assertThat(next.process().isAlive()).isTrue();
      }
    }
  }

  @Test
  void rowsOutliveTheDatabaseAndItWritesDurably() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      assertThat(ask(database, "SHOW fsync")).isEqualTo("on");
      assertThat(ask(database, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(ask(database, "CREATE TABLE kept AS SELECT 7 AS n; SELECT n FROM kept"))
          .isEqualTo("7");
    }
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      assertThat(ask(database, "SELECT n FROM kept")).isEqualTo("7");
    }
  }

  @Test
  void rowsOutliveEveryCrashOfTheDatabase() throws Exception {
    for (EmbeddedDatabase.Crash crash : EmbeddedDatabase.Crash.values()) {
      EmbeddedDatabase database = EmbeddedDatabase.start(home);
      ask(database, "CREATE TABLE kept_" + crash + " AS SELECT 7 AS n; SELECT 1");
      database.crash(crash);
    }
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      assertThat(ask(database, "SELECT a.n + b.n FROM kept_quit a, kept_kill b")).isEqualTo("14");
    }
  }

  private static Admin admin(EmbeddedBroker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private static String ask(EmbeddedDatabase database, String sql) throws Exception {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      while (!rows) {
        rows = statement.getMoreResults();
      }
      try (ResultSet result = statement.getResultSet()) {
        result.next();
        return result.getString(1);
      }
    }
  }
}
