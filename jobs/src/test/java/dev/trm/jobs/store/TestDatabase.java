package dev.trm.jobs.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** One migrated PostgreSQL for all tests of the module; ends with the JVM. */
public final class TestDatabase {
  private static final DataSource SOURCE = start();

  private TestDatabase() {}

  /** The database, emptied. */
  public static DataSource empty() throws SQLException {
    try (Connection connection = SOURCE.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "TRUNCATE job, outbox, job_event, trace, worker, run_metric, checkpoint, model,"
              + " model_version, model_alias, alias_move");
    }
    return SOURCE;
  }

  static void execute(String sql) throws SQLException {
    try (Connection connection = SOURCE.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static DataSource start() {
    try {
      DataSource source = EmbeddedPostgres.builder().start().getPostgresDatabase();
      Flyway.configure().dataSource(source).load().migrate();
      return source;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
