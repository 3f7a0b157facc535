package dev.trm.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
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
    assertThat(home.resolve("broker.log")).content().contains("INFO", "Kafka Server started");
    assertThat(home.resolve("broker.log"))
        .content()
        .doesNotContain(Files.readString(home.resolve("password")).strip());
    assertThat(permissions(home.resolve("password"))).isEqualTo("rw-------");
  }

  @Test
  void brokerRefusesStrangersAtBothOfItsListeners() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(home, CLASS_PATH)) {
      for (String password : List.of("", "trm", "wrong")) {
        Map<String, Object> settings = new HashMap<>(broker.clientSettings());
        settings.computeIfPresent(
            EmbeddedBroker.LOGIN,
            (key, login) ->
                login.toString().replaceFirst("password=.*", "password=\"" + password + "\";"));
        try (Admin stranger = Admin.create(settings)) {
          assertThatThrownBy(() -> stranger.listTopics().names().get())
              .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
      }
      String controller =
          broker.process().info().arguments().orElseThrow()[controllerArgument(broker)];
      for (String listener : List.of("bootstrap.servers", "bootstrap.controllers")) {
        String port = listener.endsWith("servers") ? "" + broker.port() : controller;
        try (Admin stranger =
            Admin.create(
                Map.of(
                    listener,
                    "127.0.0.1:" + port,
                    "request.timeout.ms",
                    1000,
                    "default.api.timeout.ms",
                    2000))) {
          assertThatThrownBy(() -> stranger.describeCluster().nodes().get())
              .hasCauseInstanceOf(TimeoutException.class);
        }
      }
      try (Admin admin = admin(broker)) {
        assertThat(admin.describeCluster().nodes().get()).hasSize(1);
      }
    }
  }

  private static int controllerArgument(EmbeddedBroker broker) {
    List<String> arguments = List.of(broker.process().info().arguments().orElseThrow());
    return arguments.indexOf(Integer.toString(broker.port())) + 1;
  }

  @Test
  void brokerThatFindsItsPortTakenIsTriedOnAnother() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int free = FreePort.next();
      Iterator<Integer> ports = List.of(taken.getLocalPort(), free).iterator();

      try (EmbeddedBroker broker = EmbeddedBroker.onOneOf(ports::next, launch(CLASS_PATH))) {
        assertThat(broker.port()).isEqualTo(free);
      }
      assertThatThrownBy(() -> EmbeddedBroker.start(home, CLASS_PATH, taken.getLocalPort()))
          .isInstanceOf(EmbeddedBroker.PortTakenException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1 is taken");
    }
  }

  @Test
  void failedStartReportsWhatTheBrokersProcessPrinted() {
    assertThatThrownBy(() -> launch("no-such-directory").on(FreePort.next()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("before it served")
        .hasMessageContaining(home.resolve("broker.log").toString())
        .hasMessageContaining("SingleNodeBroker");
  }

  /** The JVM blocks on reading a class path from a pipe and prints nothing. */
  @Test
  void startThatHangsIsEnded() throws Exception {
    Path pipe = home.resolve("pipe.jar");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThatThrownBy(() -> launch(pipe.toString()).on(FreePort.next()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("did not serve within")
        .hasMessageContaining(home.resolve("broker.log").toString());
    assertThat(ProcessHandle.current().children())
        .noneMatch(child -> child.info().commandLine().orElse("").contains(pipe.toString()));
  }

  @Test
  void partsThatAreKilledRunAgainOnTheirPorts() throws Exception {
    Path postgres = home.resolve("postgres");
    EmbeddedBroker firstBroker = EmbeddedBroker.start(home, CLASS_PATH);
    EmbeddedDatabase firstDatabase = EmbeddedDatabase.start(postgres);
    try (SupervisedPart<EmbeddedBroker> broker =
            new SupervisedPart<>(
                "broker",
                firstBroker,
                ended -> EmbeddedBroker.start(home, CLASS_PATH, ended.port()));
        SupervisedPart<EmbeddedDatabase> database =
            new SupervisedPart<>(
                "database",
                firstDatabase,
                ended -> {
                  ended.close();
                  return EmbeddedDatabase.start(postgres, ended.port());
                });
        Admin admin = admin(firstBroker)) {
      admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
      ask(firstDatabase, "CREATE TABLE kept AS SELECT 7 AS n; SELECT n FROM kept");

      firstBroker.kill();
      ProcessHandle.of(firstDatabase.pids().get(0)).orElseThrow().destroyForcibly();

      assertThat(admin.listTopics().names().get()).contains("kept");
      await().atMost(Duration.ofSeconds(60)).until(() -> database.part() != firstDatabase);
      assertThat(database.part().port()).isEqualTo(firstDatabase.port());
      assertThat(ask(firstDatabase, "SELECT n FROM kept")).isEqualTo("7");
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
      assertRefusesStrangers(database);
    }
  }

  /** Data initialised before passwords were introduced trust every local user. */
  @Test
  void dataThatTrustedEveryoneAreUpgradedBeforeTheServerListens() throws Exception {
    Path data = home.resolve("data");
    String former;
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      former = database.password();
      ask(database, "ALTER ROLE postgres PASSWORD NULL; CREATE TABLE kept (n int); SELECT 1");
    }
    Files.delete(data.resolve(DatabasePassword.FILE));
    Files.writeString(
        data.resolve("pg_hba.conf"), "local all all trust\nhost all all 127.0.0.1/32 trust\n");

    try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      assertThat(database.password()).isNotEqualTo(former);
      assertThat(ask(database, "SELECT count(*) FROM kept")).isEqualTo("0");
      assertRefusesStrangers(database);
    }
  }

  @Test
  void databaseWhosePortIsTakenFailsAtOnce() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedDatabase.start(home, taken.getLocalPort()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining(home.resolve("postgres.log").toString())
          .hasRootCauseMessage("PostgreSQL ended before it served");
    }
    assertThat(home.resolve("postgres.log")).content().contains("Address already in use");
  }

  /** A superuser can run programs as the server's operating-system user. */
  private void assertRefusesStrangers(EmbeddedDatabase database) throws Exception {
    for (String password : List.of("", "postgres", "trm")) {
      assertThatThrownBy(
              () ->
                  run(
                      database.jdbcUrl("template1"),
                      password,
                      "COPY (SELECT 1) TO PROGRAM 'touch " + home.resolve("owned") + "'"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password");
    }
    assertThat(home.resolve("owned")).doesNotExist();
    assertThat(Path.of("/tmp", ".s.PGSQL." + database.port())).doesNotExist();
    Path data = home.resolve("data");
    assertThat(permissions(data)).isEqualTo("rwx------");
    assertThat(permissions(data.resolve(DatabasePassword.FILE))).isEqualTo("rw-------");
    Path programs = Path.of(System.getProperty("ot.epg.working-dir"));
    assertThat(permissions(programs.resolve(".."))).isEqualTo("rwx------");

    run(
        database.jdbcUrl("template1"),
        database.password(),
        "COPY (SELECT 1) TO PROGRAM 'touch " + home.resolve("owned") + "'");
    assertThat(home.resolve("owned")).as("the check above can fail").exists();
    Files.delete(home.resolve("owned"));
  }

  private static void run(String url, String password, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, EmbeddedDatabase.USER, password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private EmbeddedBroker.Launch launch(String classPath) {
    Duration limit = classPath.equals(CLASS_PATH) ? Duration.ofMinutes(1) : Duration.ofSeconds(2);
    return new EmbeddedBroker.Launch(
        home, classPath, OptionalInt.empty(), Map.of(), List.of(), limit);
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
    return Admin.create(new HashMap<String, Object>(broker.clientSettings()));
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
