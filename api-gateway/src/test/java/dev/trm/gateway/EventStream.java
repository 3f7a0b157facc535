package dev.trm.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A job's server-sent events, read line by line; what came so far. */
final class EventStream implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final HttpHeaders headers;
  private final InputStream body;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> end;

  private EventStream(HttpResponse<InputStream> response) {
    this.headers = response.headers();
    this.body = response.body();
    this.end = CompletableFuture.runAsync(this::read).orTimeout(60, TimeUnit.SECONDS);
  }

  /**
   * Begins to follow a job.
   *
   * @param last the id that the caller had last
   */
  static EventStream follow(URI gateway, String key, String job, @Nullable String last)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(gateway, job).header("Authorization", "Bearer " + key);
    if (last != null) {
      request.header("Last-Event-ID", last);
    }
    return open(request);
  }

  /** Begins to follow a job as a page does. */
  static EventStream followWithCookie(URI gateway, String cookie, String job)
      throws IOException, InterruptedException {
    return open(request(gateway, job).header("Cookie", cookie));
  }

  private static HttpRequest.Builder request(URI gateway, String job) {
    return HttpRequest.newBuilder(gateway.resolve("/v1/jobs/" + job + "/events"))
        .header("Accept", "text/event-stream");
  }

  private static EventStream open(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    return new EventStream(response);
  }

  /** A header of the answer; empty where it has none. */
  String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  List<String> names() {
    return fields("event:");
  }

  List<String> ids() {
    return fields("id:");
  }

  List<String> data() {
    return fields("data:");
  }

  /** Waits until the gateway ends it. */
  void awaitEnd() {
    end.join();
  }

  /** Goes away, as a page that is closed. */
  @Override
  public void close() throws IOException {
    body.close();
  }

  private void read() {
    try (BufferedReader text =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (String line = text.readLine(); line != null; line = text.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> fields(String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .toList();
  }
}
