package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trm.embedded.FreePort;
import dev.trm.embedded.testing.TestParts;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.Priority;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import io.agroal.api.AgroalDataSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;

/**
 * The services' connections behind PgBouncer in transaction mode; skipped where that is not
 * installed (Debian: {@code pgbouncer}; elsewhere {@code TRM_PGBOUNCER} says where it is).
 */
class PgBouncerTest {
  private static final SolveSpec SPEC =
      new SolveSpec("sudoku", "12..", "m@1", 16, TraceLevel.FULL, HaltMode.HEAD);

  @TempDir Path directory;

  private Process pooler;
  private AgroalDataSource pool;

  @BeforeEach
  void open() throws Exception {
    Path program = Path.of(System.getenv().getOrDefault("TRM_PGBOUNCER", "/usr/sbin/pgbouncer"));
    assumeTrue(Files.isExecutable(program), program + " is not there");
    TestDatabase.empty();
    int port = FreePort.next();
    pooler = start(program, port);
    await().atMost(Duration.ofSeconds(20)).until(() -> listens(port));
    // For PgBouncer before 1.21.
    pool = ServicePool.through(port, Map.of("prepareThreshold", "0"));
  }

  @AfterEach
  void close() throws Exception {
    if (pool != null) {
      pool.close();
    }
    if (pooler != null) {
      pooler.destroyForcibly().waitFor();
    }
  }

  @Test
  void aJobLivesItsLifeThroughATransactionPool() {
    assertThat(Flyway.configure().dataSource(pool).load().migrate().success).isTrue();
    JobStore jobs = new PostgresJobStore(pool, new RetryPolicy(3, 3, Duration.ZERO), List.of());
    jobs.heartbeat(
        new WorkerBeat("one", JobKind.SOLVE, 8, 8, false, false, Set.of(Priority.values())));
    List<JobId> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add(jobs.submit(List.of(NewJob.solve(SPEC, "ada"))).get(0).id());
    }

    assertThat(new Outbox(pool, Duration.ofSeconds(5)).take()).hasSize(16);
    List<Claim> claims = jobs.claim("one", ids, JobKind.SOLVE, Duration.ofMinutes(1));
    assertThat(jobs.renew("one", claims, Duration.ofMinutes(1))).hasSize(20);
    assertThat(jobs.rescueLapsed(Duration.ZERO)).isEmpty();
    List<Outcome> outcomes = new ArrayList<>();
    claims.subList(0, 10).forEach(each -> outcomes.add(succeeded(each)));
    assertThat(jobs.finish(outcomes)).hasSize(10);

    assertThat(ids.stream().map(id -> jobs.find(id).orElseThrow()).map(Job::state))
        .containsOnly(JobState.SUCCEEDED, JobState.RUNNING);
    assertThat(new Database(pool).query("SHOW statement_timeout", row -> row.getString(1)))
        .containsExactly("15s");
  }

  private static Outcome succeeded(Claim claim) {
    return new Outcome.Succeeded(claim, JobJson.parse("{}"), List.of());
  }

  private Process start(Path program, int port) throws IOException {
    Properties server = Driver.parseURL(TestParts.jdbcUrl(), new Properties());
    Path settings = directory.resolve("pgbouncer.ini");
    Files.writeString(
        settings,
        """
        [databases]
        * = host=127.0.0.1 port=%s user=%s%s
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = any
        pool_mode = transaction
        default_pool_size = 4
        ignore_startup_parameters = extra_float_digits
        """
            .formatted(
                server.getProperty("PGPORT"),
                server.getProperty("user", "postgres"),
                server.containsKey("password") ? " password=" + server.getProperty("password") : "",
                port));
    List<String> command = new ArrayList<>(List.of(program.toString()));
    if (System.getProperty("user.name").equals("root")) {
      // It refuses to be root, and what it becomes has to read the settings.
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      command.addAll(List.of("-u", "nobody"));
    }
    command.add(settings.toString());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(TestParts.directory().resolve("pgbouncer.log").toFile())
        .start();
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false; // not yet
    }
  }
}
