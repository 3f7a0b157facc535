package dev.trm.jobs.store;

import io.agroal.api.AgroalDataSource;
import io.quarkus.flyway.FlywayConfigurationCustomizer;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Gives migrations longer limits than statements of the services have. Once they are done, the pool
 * gets new connections: those that ran them keep their limits and may be older than the settings of
 * the role.
 */
@Singleton
final class MigrationConnections implements FlywayConfigurationCustomizer {
  private static final Duration LONGEST_STATEMENT = Duration.ofHours(1);

  /** The server ends a statement first, with an error that says why. */
  private static final Duration SILENCE = LONGEST_STATEMENT.plusSeconds(3);

  /** Before everything that uses the database. */
  private static final int FIRST = 1;

  private final AgroalDataSource pool;

  @Inject
  MigrationConnections(AgroalDataSource pool) {
    this.pool = pool;
  }

  @Override
  public void customize(FluentConfiguration configuration) {
    configuration.dataSource(new Patient(configuration.getDataSource()));
  }

  void migrated(@Observes @Priority(FIRST) StartupEvent event) {
    pool.flush(AgroalDataSource.FlushMode.GRACEFUL);
  }

  /** Connections for long statements. */
  private record Patient(DataSource source) implements DataSource {
    @Override
    public Connection getConnection() throws SQLException {
      return patient(source.getConnection());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
      return patient(source.getConnection(username, password));
    }

    private static Connection patient(Connection connection) throws SQLException {
      connection.setNetworkTimeout(Runnable::run, (int) SILENCE.toMillis());
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET statement_timeout = '" + LONGEST_STATEMENT.toMillis() + "ms'");
        statement.execute("SET lock_timeout = '1min'");
      }
      return connection;
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
      return source.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
      source.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
      source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
      return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
      return source.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
      return source.isWrapperFor(type);
    }
  }
}
