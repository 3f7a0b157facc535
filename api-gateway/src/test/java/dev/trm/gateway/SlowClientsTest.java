package dev.trm.gateway;

import static dev.trm.gateway.Calls.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trm.embedded.testing.TestPartsResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that send slowly, or read nothing, hold up nobody else and not for ever. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class SlowClientsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MANY = 250;
  private static final int PER_ADDRESS = 400;
  private static final String KEY = "Authorization: Bearer " + Calls.OPERATOR + "\r\n";
  private static final String CLOSE = "Connection: close\r\n";
  private static final String SIGNATURE =
      "X-Hub-Signature-256: sha256=" + "0".repeat(64) + "\r\nX-GitHub-Event: push\r\n";

  @Inject TestModels models;
  @TestHTTPResource URI address;

  private final List<Socket> sockets = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeEach
  void register() throws Exception {
    models.usual();
  }

  @AfterEach
  void disconnect() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void bodiesThatDoNotComeHoldNoThread() throws Exception {
    for (int i = 0; i < MANY; i++) {
      begin(i % 2 == 0 ? "/v1/session" : "/v1/hooks/ci/none", i % 2 == 0 ? "" : SIGNATURE);
    }

    keyedCallsAreAnswered();
  }

  @Test
  void bodiesOfKeyedCallersThatDoNotComeHoldNoThread() throws Exception {
    String[] paths = {
      "/v1/solve-jobs",
      "/v1/solve-jobs/batch",
      "/v1/datasets?name=slow",
      "/v1/checkpoints?model=slow"
    };
    String[] types = {
      "application/json", "application/x-ndjson", "application/json", "application/octet-stream"
    };
    for (int i = 0; i < MANY; i++) {
      int which = i % paths.length;
      begin(paths[which], types[which], KEY);
    }

    keyedCallsAreAnswered();
  }

  @Test
  void answersThatAreNotReadHoldNoThread() throws Exception {
    String batch = batch(2000);
    for (int i = 0; i < MANY; i++) {
      send(
          unread(),
          "GET "
              + (i % 2 == 0 ? "/v1/batches/" + batch + "/results" : "/v1/exports/events")
              + " HTTP/1.1\r\nHost: localhost\r\n"
              + KEY
              + "\r\n");
    }

    keyedCallsAreAnswered();
    operator().delete("/v1/nothing").then().statusCode(404);
  }

  @Test
  void bodyThatIsTooSlowIsRefusedWithTheRule() throws Exception {
    Socket socket = begin("/v1/session", "");

    String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

    assertThat(answer)
        .startsWith("HTTP/1.1 408 ")
        .containsIgnoringCase("connection: close")
        .contains("The body came too slowly: 1 bytes", "a second for each 16384 bytes");
  }

  @Test
  void headThatDoesNotComeEndsItsConnection() throws Exception {
    Socket socket = connect(new Socket());
    send(socket, "GET /v1/jobs HTTP/1.1\r\nHost: loc");

    assertThat(closed(socket)).isTrue();
  }

  @Test
  void answerThatIsNotReadEndsItsConnection() throws Exception {
    String batch = batch(2000);
    Socket socket = unread();
    // One after the other on the connection, until no buffer takes more.
    String request =
        "GET /v1/batches/" + batch + "/results HTTP/1.1\r\nHost: localhost\r\n" + KEY + "\r\n";
    send(socket, request.repeat(10));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThatThrownBy(() -> send(socket, "\r\n")).isInstanceOf(IOException.class));
  }

  /** They would be kept in memory until the first is answered. */
  @Test
  void requestsThatAreSentFarAheadEndTheirConnection() throws Exception {
    Socket socket = connect(new Socket());
    send(socket, solveThatWaits() + list().repeat(17));

    assertThat(closed(socket)).isTrue();
  }

  @Test
  void someRequestsMayBeSentAhead() throws Exception {
    Socket socket = connect(new Socket());
    send(socket, solveThatWaits() + list().repeat(14) + list().replace(KEY, KEY + CLOSE));

    String answers =
        new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(answers.split("HTTP/1.1 20", -1)).hasSize(17);
  }

  private static String solveThatWaits() {
    String body = Calls.puzzle("");
    return "POST /v1/solve-jobs HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=3\r\n"
        + "Content-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n"
        + KEY
        + "\r\n"
        + body;
  }

  private static String list() {
    return "GET /v1/jobs?limit=1 HTTP/1.1\r\nHost: localhost\r\n" + KEY + "\r\n";
  }

  @Test
  void addressHasOnlySoManyConnections() throws Exception {
    for (int i = 0; i < PER_ADDRESS; i++) {
      begin("/v1/session", "");
    }
    Socket tooMany = connect(new Socket());
    assertThat(closed(tooMany)).isTrue();

    disconnect();
    await().atMost(PATIENCE).ignoreException(IOException.class).until(() -> keyedCall() == 200);
  }

  private void keyedCallsAreAnswered() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(keyedCall()).isEqualTo(200);
    }
  }

  private int keyedCall() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/v1/jobs?limit=1"))
            .header("Authorization", "Bearer " + Calls.OPERATOR)
            .timeout(PATIENCE)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private Socket begin(String path, String headers) throws IOException {
    return begin(path, "application/json", headers);
  }

  /** Sends the head of a request and one byte of its body. */
  private Socket begin(String path, String type, String headers) throws IOException {
    Socket socket = connect(new Socket());
    send(
        socket,
        "POST "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
            + type
            + "\r\nContent-Length: 1000\r\n"
            + headers
            + "\r\n{");
    return socket;
  }

  private Socket unread() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    return connect(socket);
  }

  private Socket connect(Socket socket) throws IOException {
    sockets.add(socket);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static boolean closed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  private static String batch(int lines) {
    return operator()
        .contentType("application/x-ndjson")
        .body((Calls.puzzle("") + "\n").repeat(lines).getBytes(StandardCharsets.UTF_8))
        .post("/v1/solve-jobs/batch")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }
}
