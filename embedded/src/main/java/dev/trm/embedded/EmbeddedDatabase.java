package dev.trm.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/** A PostgreSQL that writes durably; its data outlive it. Close it after all that use it. */
public final class EmbeddedDatabase implements AutoCloseable {
  private final EmbeddedPostgres postgres;

  private EmbeddedDatabase(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Starts the database on a free loopback port.
   *
   * @param directory where its data are kept; made if missing
   */
  public static EmbeddedDatabase start(Path directory) throws IOException, InterruptedException {
    Path data = directory.resolve("data").toAbsolutePath();
    Files.createDirectories(directory);
    endStale(data);
    return new EmbeddedDatabase(
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("synchronous_commit", "on")
            .start());
  }

  public String jdbcUrl() {
    return postgres.getJdbcUrl("postgres", "postgres");
  }

  public DataSource dataSource() {
    return postgres.getPostgresDatabase();
  }

  /** The address of another database of this server. */
  public String jdbcUrl(String database) {
    return postgres.getJdbcUrl("postgres", database);
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }

  /** Ends a server that a hard kill of its parent left behind on these data. */
  private static void endStale(Path data) throws IOException, InterruptedException {
    Optional<ProcessHandle> stale = postmaster(data);
    if (stale.isPresent()) {
      // SIGTERM first: PostgreSQL then lets its connections end; its parent is gone, so they do.
      ProcessHandle server = stale.get();
      server.destroy();
      try {
        server.onExit().get(20, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException("stale PostgreSQL " + server.pid() + " could not be ended", e);
      }
    }
  }

  /**
   * The running server named in the data's pid file, unless the pid is another program's by now.
   */
  static Optional<ProcessHandle> postmaster(Path data) throws IOException {
    Path file = data.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.size() < 3 || !lines.get(0).strip().matches("\\d{1,18}")) {
      return Optional.empty();
    }
    long started = Long.parseLong(lines.get(2).strip());
    return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
        .filter(
            server ->
                server
                    .info()
                    .startInstant()
                    .map(instant -> Math.abs(instant.getEpochSecond() - started) <= 5)
                    .orElse(false));
  }
}
