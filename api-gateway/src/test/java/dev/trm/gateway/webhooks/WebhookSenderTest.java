package dev.trm.gateway.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JksOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSenderTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final TargetRules OPEN = new TargetRules(true, true, Set.of(0));
  private static final TargetRules CLOSED = new TargetRules(true, false, Set.of(0));
  private static final Map<String, String> HEADERS = Map.of("webhook-id", "msg_1");

  private Receiver receiver;

  @BeforeEach
  void start() throws IOException {
    receiver = new Receiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  @AfterAll
  static void end() {
    VERTX.close();
  }

  @Test
  void hostIsLookedUpOnceAndTheConnectionGoesToThatAddress() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    try (WebhookSender sender =
        sender(
            OPEN,
            host -> {
              assertThat(host).isEqualTo("hook.example");
              looks.incrementAndGet();
              return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
            })) {
      WebhookSender.Answer answer =
          sender.send("http://hook.example:" + receiver.port() + "/in?a=b", HEADERS, "{}");

      assertThat(answer.status()).isEqualTo(204);
      assertThat(looks).hasValue(1);
      assertThat(receiver.received()).hasSize(1);
      Map<String, String> headers = receiver.received().get(0).headers();
      assertThat(headers)
          .containsEntry("host", "hook.example:" + receiver.port())
          .containsEntry("webhook-id", "msg_1")
          .containsEntry(":path", "/in?a=b");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "10.0.0.1", "::1", "fe80::1", "169.254.169.254", "64:ff9b::a00:1"})
  void hostWithOneAddressThatIsNotOpenIsNotCalledAtAll(String hidden) {
    try (WebhookSender sender = sender(CLOSED, host -> addresses("1.1.1.1", hidden))) {
      assertThatThrownBy(
              () -> sender.send("http://hook.example:" + receiver.port() + "/", HEADERS, "{}"))
          .isInstanceOf(IOException.class)
          .hasMessage("the host has an address that is not open to everybody");
    }
    assertThat(receiver.received()).isEmpty();
  }

  @Test
  void addressInTheUrlItselfIsRefusedToo() {
    try (WebhookSender sender = sender(CLOSED, InetAddress::getAllByName)) {
      assertThatThrownBy(() -> sender.send(receiver.url(), HEADERS, "{}"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("its address is not open to everybody");
    }
    assertThat(receiver.received()).isEmpty();
  }

  @Test
  void redirectIsAnAnswerAndNotFollowed() throws Exception {
    receiver.answer(message -> new Receiver.Reply(307, "elsewhere"));
    try (WebhookSender sender = sender(OPEN, InetAddress::getAllByName)) {
      WebhookSender.Answer answer = sender.send(receiver.url(), HEADERS, "{}");

      assertThat(answer).isEqualTo(new WebhookSender.Answer(307, "elsewhere", Duration.ZERO));
      assertThat(answer.success()).isFalse();
    }
    assertThat(receiver.received()).hasSize(1);
  }

  @Test
  void ofALongAnswerOnlyTheBeginningIsKept() throws Exception {
    receiver.answer(message -> new Receiver.Reply(200, "\0" + "x".repeat(5_000_000)));
    try (WebhookSender sender = sender(OPEN, InetAddress::getAllByName)) {
      WebhookSender.Answer answer = sender.send(receiver.url(), HEADERS, "{}");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).hasSize(1024).startsWith("\uFFFDxxx");
    }
  }

  @Test
  void receiverThatDoesNotAnswerIsGivenUp() {
    receiver.answer(
        message -> {
          Thread.sleep(20_000);
          return new Receiver.Reply(200, "");
        });
    try (WebhookSender sender = sender(OPEN, InetAddress::getAllByName)) {
      assertThatThrownBy(() -> sender.send(receiver.url(), HEADERS, "{}"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no answer within");
    }
  }

  @Test
  void nameThatIsNotFoundInTimeIsGivenUp() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (WebhookSender sender =
        sender(
            OPEN,
            host -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                // A lookup of the system does not notice either.
                Thread.currentThread().interrupt();
              }
              return addresses("127.0.0.1");
            })) {
      assertThatThrownBy(
              () -> sender.send("http://hook.example:" + receiver.port() + "/", HEADERS, "{}"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("name was not found within 3000 ms");
    } finally {
      end.countDown();
    }
    assertThat(receiver.received()).isEmpty();
  }

  @Test
  void pauseThatTheReceiverAsksForIsInTheAnswer() throws Exception {
    HttpServer server =
        VERTX
            .createHttpServer()
            .requestHandler(
                request ->
                    request.response().setStatusCode(429).putHeader("Retry-After", "90").end())
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    try (WebhookSender sender = sender(OPEN, InetAddress::getAllByName)) {
      WebhookSender.Answer answer =
          sender.send("http://127.0.0.1:" + server.actualPort() + "/", HEADERS, "{}");

      assertThat(answer).isEqualTo(new WebhookSender.Answer(429, "", Duration.ofSeconds(90)));
    } finally {
      server.close();
    }
  }

  @Test
  void nobodyAtTheAddressIsAnError() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    try (WebhookSender sender = sender(OPEN, InetAddress::getAllByName)) {
      assertThatThrownBy(() -> sender.send("http://127.0.0.1:" + free + "/", HEADERS, "{}"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void tlsAsksForTheHostsNameAtTheCheckedAddress(@TempDir Path directory) throws Exception {
    Path store = certificate(directory, "hook.example");
    JksOptions keys = new JksOptions().setPath(store.toString()).setPassword("changeit");
    ConcurrentLinkedQueue<String> names = new ConcurrentLinkedQueue<>();
    HttpServer server =
        VERTX
            .createHttpServer(
                new HttpServerOptions().setSsl(true).setSni(true).setKeyCertOptions(keys))
            .requestHandler(
                request -> {
                  names.add(String.valueOf(request.connection().indicatedServerName()));
                  request.response().end("ok");
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    HttpClientOptions trusting = new HttpClientOptions().setTrustOptions(keys);
    try (WebhookSender sender =
        new WebhookSender(
            VERTX,
            trusting,
            host -> addresses("127.0.0.1"),
            OPEN,
            Duration.ofSeconds(20),
            Clock.systemUTC())) {
      String port = ":" + server.actualPort() + "/";
      assertThat(sender.send("https://hook.example" + port, HEADERS, "{}").text()).isEqualTo("ok");
      assertThat(names).containsExactly("hook.example");

      assertThatThrownBy(() -> sender.send("https://other.example" + port, HEADERS, "{}"))
          .isInstanceOf(IOException.class);
      assertThat(names).hasSize(1);
    } finally {
      server.close();
    }
  }

  private static WebhookSender sender(TargetRules rules, WebhookSender.Lookup lookup) {
    return new WebhookSender(
        VERTX, new HttpClientOptions(), lookup, rules, Duration.ofSeconds(3), Clock.systemUTC());
  }

  private static InetAddress[] addresses(String... texts) throws UnknownHostException {
    InetAddress[] addresses = new InetAddress[texts.length];
    for (int i = 0; i < texts.length; i++) {
      addresses[i] = InetAddress.getByName(texts[i]);
    }
    return addresses;
  }

  private static Path certificate(Path directory, String name)
      throws IOException, InterruptedException {
    Path store = directory.resolve("keys.jks");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "tests",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name,
                "-storetype",
                "JKS",
                "-storepass",
                "changeit",
                "-keypass",
                "changeit",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes());
    assertThat(keytool.waitFor()).as(output).isZero();
    return store;
  }
}
