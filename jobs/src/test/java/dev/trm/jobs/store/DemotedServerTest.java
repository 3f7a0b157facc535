package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trm.embedded.testing.LoopbackProxy;
import dev.trm.embedded.testing.TestParts;
import io.agroal.api.AgroalDataSource;
import java.net.URI;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After a failover the pool's connections may still lead to the server that takes no writes. */
class DemotedServerTest {
  private LoopbackProxy proxy;
  private AgroalDataSource pool;

  @BeforeEach
  void open() throws Exception {
    TestDatabase.empty();
    proxy = LoopbackProxy.open("database");
    proxy.forwardTo(URI.create(TestParts.jdbcUrl().substring("jdbc:".length())).getPort());
    pool = ServicePool.through(proxy.port());
  }

  @AfterEach
  void close() throws Exception {
    pool.close();
    proxy.close();
  }

  @Test
  void connectionsToAServerThatRefusesWritesAreReplaced() throws Exception {
    demoteOpenConnections(4);
    IdempotencyKeys keys = new IdempotencyKeys(pool);

    assertThatThrownBy(() -> reserve(keys))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("read-only");

    await().atMost(Duration.ofSeconds(20)).until(() -> readOnlyConnections(4) == 0);
    reserve(keys);
  }

  @Test
  void aKeyIsFoundThoughItsUseCannotBeNoted() throws Exception {
    ApiKeys keys = new ApiKeys(pool);
    keys.ensure("ada", ApiKey.Role.SUBMITTER, "text of a key");
    demoteOpenConnections(4);

    assertThat(keys.find("text of a key")).map(ApiKey::name).contains("ada");
  }

  private static void reserve(IdempotencyKeys keys) {
    assertThat(keys.reserve("ada", "key", new byte[32], UUID.randomUUID())).isPresent();
  }

  private void demoteOpenConnections(int count) throws Exception {
    List<Connection> open = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Connection connection = pool.getConnection();
      open.add(connection);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET default_transaction_read_only = on");
      }
    }
    for (Connection connection : open) {
      connection.close();
    }
  }

  private int readOnlyConnections(int count) throws Exception {
    List<Connection> open = new ArrayList<>();
    int readOnly = 0;
    for (int i = 0; i < count; i++) {
      Connection connection = pool.getConnection();
      open.add(connection);
      readOnly +=
          Database.query(
                  connection,
                  "SELECT current_setting('transaction_read_only') = 'on'",
                  row -> row.getBoolean(1) ? 1 : 0)
              .get(0);
    }
    for (Connection connection : open) {
      connection.close();
    }
    return readOnly;
  }
}
