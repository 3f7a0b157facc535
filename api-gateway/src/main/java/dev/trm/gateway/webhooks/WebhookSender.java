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
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
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
  private static final int MOST_LOOKUPS = 64;

  /** Who answers with more is not listened to further. */
  private static final int MOST_READ = 64 * 1024;

  private final HttpClient client;
  private final Lookup lookup;
  private final TargetRules rules;
  private final Duration timeout;
  private final Clock clock;

  /** A lookup cannot be interrupted, so one that hangs keeps its thread beyond the timeout. */
  private final ExecutorService lookups =
      new ThreadPoolExecutor(
          0,
          MOST_LOOKUPS,
          30,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          work -> {
            Thread thread = new Thread(work, "trm-webhook-lookup");
            thread.setDaemon(true);
            return thread;
          });

  /** All addresses of a host. */
  interface Lookup {
    InetAddress[] all(String host) throws UnknownHostException;
  }

  /**
   * The receiver's answer.
   *
   * @param text how its body begins
   * @param retryAfter how long it asks to be left alone; zero if it does not
   */
  record Answer(int status, String text, Duration retryAfter) {
    boolean success() {
      return status >= 200 && status < 300;
    }

    /** Whether the receiver wants no more messages. */
    boolean gone() {
      return status == 410;
    }
  }

  /**
   * @param timeout of looking up the name, connecting and answering together
   */
  WebhookSender(
      Vertx vertx,
      HttpClientOptions options,
      Lookup lookup,
      TargetRules rules,
      Duration timeout,
      Clock clock) {
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
    this.clock = clock;
  }

  /**
   * Sends a message and waits for the answer.
   *
   * @throws IOException with words for the webhook's owner if there is none
   */
  Answer send(String url, Map<String, String> headers, String body)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    TargetUrl target;
    try {
      target = TargetUrl.parse(url, rules);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    InetAddress address = checked(addresses(target, end));
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(
                SocketAddress.inetSocketAddress(new InetSocketAddress(address, target.port())))
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
      return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
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
    lookups.shutdownNow();
    client.close();
  }

  private void exchange(HttpClientRequest request, String body, CompletableFuture<Answer> answer) {
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

  private void read(HttpClientResponse response, CompletableFuture<Answer> answer) {
    Duration retryAfter = RetryAfter.read(response.getHeader("Retry-After"), clock.instant());
    Buffer kept = Buffer.buffer();
    long[] read = {0};
    response.handler(
        part -> {
          kept.appendBuffer(part, 0, Math.min(part.length(), KEPT - kept.length()));
          read[0] += part.length();
          if (read[0] > MOST_READ) {
            answer.complete(new Answer(response.statusCode(), text(kept), retryAfter));
          }
        });
    response.exceptionHandler(answer::completeExceptionally);
    response.endHandler(
        end -> answer.complete(new Answer(response.statusCode(), text(kept), retryAfter)));
  }

  private InetAddress[] addresses(TargetUrl target, long end)
      throws IOException, InterruptedException {
    if (target.literal().isPresent()) {
      return new InetAddress[] {target.literal().get()};
    }
    Future<InetAddress[]> found;
    try {
      found = lookups.submit(() -> lookup.all(target.host()));
    } catch (RejectedExecutionException full) {
      throw new IOException("too many names are being looked up; it is tried again", full);
    }
    try {
      return found.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      found.cancel(true);
      throw new IOException(
          "the host's name was not found within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new IOException("the host is not known", e);
    }
  }

  /** One of the host's addresses; all must be allowed, or a second try would reach another. */
  private InetAddress checked(InetAddress... addresses) throws IOException {
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
