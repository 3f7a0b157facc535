package dev.trm.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A PostgreSQL server with durable commits; its data persist after it ends. Close it after all of
 * its clients.
 *
 * <p>It listens on loopback only and requires the password of its only role, {@value #USER}; see
 * {@link DatabasePassword}.
 */
public final class EmbeddedDatabase implements SupervisablePart {
  /** The role that owns all objects. */
  public static final String USER = "postgres";

  /** Includes crash recovery, which takes longer than a normal start. */
  private static final Duration START = Duration.ofSeconds(60);

  private static final String LOG = "postgres.log";

  private static final String UNLIMITED =
      "-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0";

  private final EmbeddedPostgres postgres;
  private final Path data;
  private final String password;

  private EmbeddedDatabase(EmbeddedPostgres postgres, Path data, String password) {
    this.postgres = postgres;
    this.data = data;
    this.password = password;
  }

  /** Ways in which a server crashes. */
  public enum Crash {
    /** All processes of the server exit at once, without a checkpoint. */
    QUIT,
    /** The postmaster is killed; the other processes notice and exit. */
    KILL
  }

  /**
   * Starts the database on a free loopback port.
   *
   * @param directory of its data, password and log; if missing, created with access for its owner
   *     only
   */
  public static EmbeddedDatabase start(Path directory) throws IOException, InterruptedException {
    return start(directory, FreePort.next());
  }

  /** Restarts the database on the port that its clients know. */
  public static EmbeddedDatabase start(Path directory, int port)
      throws IOException, InterruptedException {
    // Initialise logging before zonky's classes log, because two threads that log for the first
    // time at once can deadlock.
    LogManager.getLogManager();
    Path home = OwnerOnly.directory(directory.toAbsolutePath());
    Path data = home.resolve("data");
    endStale(data);
    Path programs = PostgresPrograms.directory();
    DatabasePassword password = new DatabasePassword(data, programs);
    Path log = BoundedLog.file(home.resolve(LOG));
    StartWatch watch = new StartWatch(data);
    try {
      EmbeddedPostgres postgres =
          EmbeddedPostgres.builder()
              .setPort(port)
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false)
              .setConnectConfig("password", password.value())
              .setDataDirectoryCustomizer(
                  initialised -> {
                    password.require();
                    watch.begin();
                  })
              .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .setServerConfig("listen_addresses", "127.0.0.1")
              // The default is a socket in /tmp, which every local user can reach.
              .setServerConfig("unix_socket_directories", "")
              .setServerConfig("fsync", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("synchronous_commit", "on")
              .setPGStartupWait(START)
              .start();
      EmbeddedDatabase database = new EmbeddedDatabase(postgres, data, password.value());
      if (watch.failed()) {
        database.close();
        throw new IOException("PostgreSQL ended before it served");
      }
      return database;
    } catch (IOException | RuntimeException e) {
      endStale(data);
      throw new IOException(
          "the embedded PostgreSQL did not start on port " + port + "; its log is " + log, e);
    }
  }

  /** The JDBC URL of the default database, without user and password. */
  public String jdbcUrl() {
    return jdbcUrl(USER);
  }

  /** The JDBC URL of another database of this server. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + database;
  }

  /** The password of {@value #USER}. */
  public String password() {
    return password;
  }

  /** The default database, without the timeouts that services have. */
  public DataSource dataSource() {
    return postgres.getPostgresDatabase(Map.of("password", password, "options", UNLIMITED));
  }

  /** The loopback port it listens on. */
  public int port() {
    return postgres.getPort();
  }

  /**
   * The pids of the server's processes; the first is the postmaster.
   *
   * @throws IOException if it does not run
   */
  public List<Long> pids() throws IOException {
    ProcessHandle server = server();
    return Stream.concat(Stream.of(server), server.descendants()).map(ProcessHandle::pid).toList();
  }

  /**
   * Crashes the server, so that its next start needs crash recovery; returns when all processes
   * have ended.
   */
  public void crash(Crash crash) throws IOException, InterruptedException {
    ProcessHandle server = server();
    List<ProcessHandle> all = Stream.concat(Stream.of(server), server.descendants()).toList();
    if (crash == Crash.KILL) {
      server.destroyForcibly();
    } else {
      new ProcessBuilder("sh", "-c", "kill -QUIT " + server.pid()).start().waitFor();
    }
    for (ProcessHandle each : all) {
      try {
        each.onExit().get(20, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException("process " + each.pid() + " of PostgreSQL outlives it", e);
      }
    }
    postgres.close();
  }

  @Override
  public CompletableFuture<ProcessHandle> onExit() throws IOException {
    return server().onExit();
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }

  private ProcessHandle server() throws IOException {
    return postmaster(data).orElseThrow(() -> new IOException("no PostgreSQL runs on " + data));
  }

  /** Stops a server that survived when its parent was killed and that still uses these data. */
  private static void endStale(Path data) throws IOException, InterruptedException {
    Optional<ProcessHandle> stale = postmaster(data);
    if (stale.isPresent()) {
      // SIGTERM first: PostgreSQL waits for its connections to end, and they do, because its parent
      // is gone.
      ProcessHandle server = stale.get();
      server.destroy();
      try {
        server.onExit().get(20, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException("stale PostgreSQL " + server.pid() + " could not be ended", e);
      }
    }
  }

  /** The running server named in the data's pid file, unless another program reuses the pid. */
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
