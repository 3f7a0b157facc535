package dev.trm.gateway.webhooks;

import dev.trm.jobs.Shown;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends one message. The host is looked up once, every address it has is checked, and the
 * connection goes to a checked address itself, with the host's name for TLS and {@code Host}: a
 * name that points elsewhere a moment later changes nothing. Follows no redirects and uses no
 * proxy.
 */
final class WebhookSender implements AutoCloseable {
  /** What is kept of an answer. */
  private static final int KEPT = 1024;

  private static final int LONGEST_REASON = 300;

  /** Who answers with more is not listened to further. */
  private static final int MOST_READ = 64 * 1024;

  private final HttpClient client;
  private final Lookup lookup;
  private final TargetRules rules;
  private final Duration timeout;

  /** All addresses of a host. */
  interface Lookup {
    InetAddress[] all(String host) throws UnknownHostException;
  }

  /**
   * The receiver's answer.
   *
   * @param text how its body begins
   */
  record Answer(int status, String text) {
    boolean success() {
      return status >= 200 && status < 300;
    }

    /** Whether the receiver wants no more messages. */
    boolean gone() {
      return status == 410;
    }
  }

  /**
   * @param timeout of connecting and answering together
   */
  WebhookSender(
      Vertx vertx, HttpClientOptions options, Lookup lookup, TargetRules rules, Duration timeout) {
    this.client =
        vertx.createHttpClient(
            options
                .setKeepAlive(false)
                .setMaxPoolSize(1000)
                .setConnectTimeout(Math.toIntExact(timeout.toMillis()))
                .setDecompressionSupported(false));
    this.lookup = lookup;
    this.rules = rules;
    this.timeout = timeout;
  }

  /**
   * Sends a message and waits for the answer.
   *
   * @throws IOException with words for the webhook's owner if there is none
   */
  Answer send(String url, Map<String, String> headers, String body)
      throws IOException, InterruptedException {
    TargetUrl target;
    try {
      target = TargetUrl.parse(url, rules);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(
                SocketAddress.inetSocketAddress(
                    new InetSocketAddress(checked(target), target.port())))
            .setHost(target.host().contains(":") ? "[" + target.host() + "]" : target.host())
            .setPort(target.port())
            .setSsl(target.secure())
            .setURI(target.path())
            .setFollowRedirects(false);
    headers.forEach(options::putHeader);
    client
        .request(options)
        .onFailure(answer::completeExceptionally)
        .onSuccess(request -> exchange(request, body, answer));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(false);
      throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(reason(cause), cause);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private static void exchange(
      HttpClientRequest request, String body, CompletableFuture<Answer> answer) {
    if (answer.isDone()) {
      request.reset();
      return;
    }
    answer.whenComplete((done, failure) -> request.reset());
    request
        .send(body)
        .onFailure(answer::completeExceptionally)
        .onSuccess(response -> read(response, answer));
  }

  private static void read(HttpClientResponse response, CompletableFuture<Answer> answer) {
    Buffer kept = Buffer.buffer();
    long[] read = {0};
    response.handler(
        part -> {
          kept.appendBuffer(part, 0, Math.min(part.length(), KEPT - kept.length()));
          read[0] += part.length();
          if (read[0] > MOST_READ) {
            answer.complete(new Answer(response.statusCode(), text(kept)));
          }
        });
    response.exceptionHandler(answer::completeExceptionally);
    response.endHandler(end -> answer.complete(new Answer(response.statusCode(), text(kept))));
  }

  /** One of the host's addresses; all must be allowed, or a second try would reach another. */
  private InetAddress checked(TargetUrl target) throws IOException {
    InetAddress[] addresses;
    try {
      addresses =
          target.literal().isPresent()
              ? new InetAddress[] {target.literal().get()}
              : lookup.all(target.host());
    } catch (UnknownHostException e) {
      throw new IOException("the host is not known", e);
    }
    if (addresses.length == 0) {
      throw new IOException("the host has no address");
    }
    for (InetAddress address : addresses) {
      if (!rules.privateAddresses() && AddressRules.refusal(address).isPresent()) {
        // Which one it is would tell of a network that the owner may not look into.
        throw new IOException("the host has an address that is not open to everybody");
      }
    }
    // Without the name, so that nothing can look it up again.
    return InetAddress.getByAddress(addresses[0].getAddress());
  }

  /** Text that a database takes. */
  private static String text(Buffer bytes) {
    return new String(bytes.getBytes(), StandardCharsets.UTF_8).replace('\0', '\uFFFD');
  }

  private static String reason(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null ? failure.getClass().getSimpleName() : message;
    return Shown.of(text, LONGEST_REASON);
  }
}
