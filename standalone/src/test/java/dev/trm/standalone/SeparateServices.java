package dev.trm.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.embedded.BrokerClassPath;
import dev.trm.embedded.EmbeddedBroker;
import dev.trm.embedded.EmbeddedDatabase;
import dev.trm.embedded.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * One broker and one database for services in separate processes, as in a deployment, and calls to
 * them.
 */
final class SeparateServices implements AutoCloseable {
  static final String KEY = "key-of-the-test-with-enough-characters";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Path directory;
  private final EmbeddedDatabase database;
  private final EmbeddedBroker broker;

  private SeparateServices(Path directory, EmbeddedDatabase database, EmbeddedBroker broker) {
    this.directory = directory;
    this.database = database;
    this.broker = broker;
  }

  /** Starts broker and database with their data in that directory. */
  static SeparateServices on(Path directory) throws Exception {
    EmbeddedDatabase database = EmbeddedDatabase.start(directory.resolve("postgres"));
    return new SeparateServices(
        directory,
        database,
        EmbeddedBroker.start(directory.resolve("broker"), BrokerClassPath.find()));
  }

  @Override
  public void close() throws Exception {
    broker.close();
    database.close();
  }

  /** Starts a gateway with the tests' key; does not wait until it is ready. */
  ServiceProcess gateway(int port, Map<String, String> more) throws IOException {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("trm.gateway.operator-key", KEY);
    return start("api-gateway", "gateway", port, settings);
  }

  /** Starts a module's package; does not wait until it is ready. */
  ServiceProcess start(String module, String name, Map<String, String> more) throws IOException {
    return start(module, name, FreePort.next(), more);
  }

  private ServiceProcess start(String module, String name, int port, Map<String, String> more)
      throws IOException {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("quarkus.http.port", Integer.toString(port));
    settings.put("quarkus.datasource.jdbc.url", database.jdbcUrl());
    settings.put("quarkus.datasource.username", EmbeddedDatabase.USER);
    Map<String, String> kafka = new HashMap<>(broker.clientSettings());
    String login = kafka.getOrDefault(EmbeddedBroker.LOGIN, "");
    kafka.remove(EmbeddedBroker.LOGIN);
    kafka.forEach((key, value) -> settings.putIfAbsent("kafka." + key, value));
    settings.put("trm.checkpoints.directory", directory.resolve("checkpoints").toString());
    return ServiceProcess.start(
        module,
        settings,
        // Passed in the environment, because every local user can read a command line.
        Map.of("QUARKUS_DATASOURCE_PASSWORD", database.password(), "KAFKA_SASL_JAAS_CONFIG", login),
        port,
        directory.resolve(name + ".log"));
  }

  /** The number that a query returns in its only row. */
  long count(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Executes any SQL with the rights of a superuser. */
  void execute(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static JsonNode get(ServiceProcess service, String path)
      throws IOException, InterruptedException {
    return JSON.readTree(send(authorized(service.url().resolve(path)).GET()));
  }

  static JsonNode post(ServiceProcess service, String path, String body)
      throws IOException, InterruptedException {
    return JSON.readTree(post(service, path, "application/json", body));
  }

  static String post(ServiceProcess service, String path, String type, String body)
      throws IOException, InterruptedException {
    return send(
        authorized(service.url().resolve(path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** A request with the tests' key. */
  static HttpRequest.Builder authorized(URI address) {
    return HttpRequest.newBuilder(address).setHeader("Authorization", "Bearer " + KEY);
  }

  private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return answer.body();
  }
}
