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
 * A PostgreSQL that writes durably; its data outlive it. Close it after all that use it.
 *
 * <p>It listens on loopback only and lets nobody in without the password of its one role, {@value
 * #USER}; see {@link DatabasePassword}.
 */
public final class EmbeddedDatabase implements SupervisablePart {
  /** The role that owns everything. */
  public static final String USER = "postgres";

  /** Replaying what a crash left unwritten takes longer than a start. */
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

  /** How a server may end without warning. */
  public enum Crash {
    /** Every process of the server leaves at once, without a checkpoint. */
    QUIT,
    /** The server's first process is killed; the others notice. */
    KILL
  }

  /**
   * Starts the database on a free loopback port.
   *
   * @param directory where its data, password and log are kept; made for its owner only if missing
   */
  public static EmbeddedDatabase start(Path directory) throws IOException, InterruptedException {
    return start(directory, FreePort.next());
  }

  /** Starts the database on a port that its clients know already. */
  public static EmbeddedDatabase start(Path directory, int port)
      throws IOException, InterruptedException {
    // Before zonky's classes log: a second thread that logs for the first time would wait for this
    // one, and this one for it.
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
              // By default a socket in /tmp, which every local user can reach.
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

  /** The address of its first database, without user and password. */
  public String jdbcUrl() {
    return jdbcUrl(USER);
  }

  /** The address of another database of this server. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + database;
  }

  /** Of {@value #USER}. */
  public String password() {
    return password;
  }

  /** Its first database, without the time limits that services have. */
  public DataSource dataSource() {
    return postgres.getPostgresDatabase(Map.of("password", password, "options", UNLIMITED));
  }

  /** The loopback port it listens on. */
  public int port() {
    return postgres.getPort();
  }

  /**
   * The server's processes now; the first is the parent of all others.
   *
   * @throws IOException if it does not run
   */
  public List<Long> pids() throws IOException {
    ProcessHandle server = server();
    return Stream.concat(Stream.of(server), server.descendants()).map(ProcessHandle::pid).toList();
  }

  /** Ends the server so that its next start has to recover; returns when all of it has gone. */
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
