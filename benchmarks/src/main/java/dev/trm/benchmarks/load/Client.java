package dev.trm.benchmarks.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.benchmarks.load.HistoryEntry.Answer;
import dev.trm.benchmarks.load.HistoryEntry.Operation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Sends a client's requests. It records everything in the history, retries requests without an
 * answer with the same idempotency key, and backs off while the gateway is overloaded or
 * unavailable.
 */
final class Client {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 2000;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;

  private final int number;
  private final URI gateway;
  private final String key;
  private final History history;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  Client(int number, URI gateway, String key, History history) {
    this.number = number;
    this.gateway = gateway;
    this.key = key;
    this.history = history;
  }

  /**
   * Sends a request until a definite answer arrives or the tries are used up.
   *
   * @param tries maximum number of tries without an answer
   * @return the last answer, which may be unknown
   */
  Answer ask(Request request, int tries) throws InterruptedException {
    long pause = FIRST_PAUSE_MILLIS;
    for (int attempt = 1; ; attempt++) {
      HistoryEntry asked = asked(request);
      history.add(asked);
      Answer answer = send(request);
      history.add(asked.answered(Instant.now(), answer));
      Integer status = answer.status();
      boolean settled = status != null && status != TOO_MANY && status < SERVER_ERROR;
      if (settled || attempt >= tries) {
        return answer;
      }
      Thread.sleep(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  /** The current job; null if it cannot be read. */
  @Nullable JsonNode job(String id) throws InterruptedException {
    try {
      HttpResponse<String> response =
          http.send(
              builder("/v1/jobs/" + id, PATIENCE).GET().build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 ? JSON.readTree(response.body()) : null;
    } catch (IOException e) {
      return null; // only a read; the next one may succeed
    }
  }

  /** Follows a job's event stream to its end, with reconnections; see {@link Follower}. */
  Answer follow(Request request, Duration patience) throws InterruptedException {
    HistoryEntry asked = asked(request);
    history.add(asked);
    Follower follower = new Follower(http, builder(request.path(), PATIENCE), patience);
    Answer answer = follower.follow();
    history.add(asked.answered(Instant.now(), answer));
    return answer;
  }

  private HistoryEntry asked(Request request) {
    return new HistoryEntry(
        Instant.now(),
        number,
        request.number(),
        request.operation(),
        request.key(),
        request.subject(),
        request.digest(),
        request.jobs(),
        null);
  }

  private Answer send(Request request) throws InterruptedException {
    HttpRequest.Builder builder = builder(request.path(), PATIENCE.plus(request.prefer()));
    builder.header("Content-Type", request.type());
    if (request.key() != null) {
      builder.header("Idempotency-Key", request.key());
    }
    if (!request.prefer().isZero()) {
      builder.header("Prefer", "wait=" + request.prefer().toSeconds());
    }
    builder.POST(HttpRequest.BodyPublishers.ofString(request.body()));
    try {
      return read(http.send(builder.build(), HttpResponse.BodyHandlers.ofString()), request);
    } catch (IOException e) {
      return Answer.unknown(String.valueOf(e));
    }
  }

  private static Answer read(HttpResponse<String> response, Request request) {
    int status = response.statusCode();
    JsonNode body;
    try {
      body = JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      return new Answer(status, null, null, "not JSON: " + response.body());
    }
    if (status >= 300) {
      return new Answer(status, null, null, body.path("detail").asText(response.body()));
    }
    String detail = request.operation() == Operation.BATCH ? body.path("accepted").asText() : null;
    String state = body.path("state").asText(null);
    return new Answer(
        status,
        body.path("id").asText(null),
        state == null ? null : state.toUpperCase(Locale.ROOT),
        detail);
  }

  private HttpRequest.Builder builder(String path, Duration patience) {
    return HttpRequest.newBuilder(gateway.resolve(path))
        .timeout(patience)
        .header("Authorization", "Bearer " + key);
  }
}
