package dev.trm.benchmarks.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.benchmarks.load.HistoryEntry.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;

/**
 * Reads one job's server-sent events up to the final state; after a break it resumes after the last
 * event id.
 */
final class Follower {
  /** The error for a stream whose ids are not increasing. */
  static final String NOT_RISING = "ids do not rise";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SILENCE = Duration.ofSeconds(20);
  private static final Duration AGAIN = Duration.ofMillis(500);
  private static final Set<String> FINAL = Set.of("SUCCEEDED", "FAILED", "CANCELLED");
  private static final Timer WATCH = new Timer("follower-watch", true);

  private final HttpClient http;
  private final HttpRequest.Builder request;
  private final long end;
  private @Nullable String last;
  private @Nullable String coming;
  private @Nullable String state;
  private @Nullable String problem;

  Follower(HttpClient http, HttpRequest.Builder request, Duration patience) {
    this.http = http;
    this.request = request;
    this.end = System.nanoTime() + patience.toNanos();
  }

  /** The last received state; unknown if the timeout comes before a final state. */
  Answer follow() throws InterruptedException {
    while (System.nanoTime() < end && problem == null) {
      try {
        read();
      } catch (IOException broken) {
        // Resumes after the last id, like browsers do.
        Thread.sleep(AGAIN.toMillis());
      }
      if (state != null && FINAL.contains(state)) {
        return new Answer(200, null, state, problem);
      }
    }
    return problem == null
        ? Answer.unknown("no final state in time")
        : new Answer(200, null, state, problem);
  }

  private void read() throws IOException, InterruptedException {
    HttpRequest.Builder next = request.copy().header("Accept", "text/event-stream").GET();
    if (last != null) {
      next.header("Last-Event-ID", last);
    }
    HttpResponse<InputStream> response =
        http.send(next.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        Thread.sleep(AGAIN.toMillis());
        return;
      }
      TimerTask watch = closeAfter(body);
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
        String line = lines.readLine();
        while (line != null && problem == null) {
          take(line);
          line = lines.readLine();
        }
      } finally {
        watch.cancel();
      }
    }
  }

  private void take(String line) throws IOException {
    if (line.startsWith("id:")) {
      coming = line.substring(3).strip();
      if (last != null && !rises(last, coming)) {
        problem = NOT_RISING + ": " + coming + " after " + last;
      }
    } else if (line.startsWith("data:")) {
      // An event whose data did not arrive must be sent again.
      last = coming;
      JsonNode event = JSON.readTree(line.substring(5));
      if (event.path("type").asText().equals("state")) {
        state = event.path("data").path("state").asText();
      }
    }
  }

  /** An id is the number of a transition, optionally followed by the number of a step after it. */
  private static boolean rises(String before, String after) {
    String[] one = before.split("\\.", 2);
    String[] other = after.split("\\.", 2);
    int bySeq = Long.compare(Long.parseLong(one[0]), Long.parseLong(other[0]));
    return bySeq != 0 ? bySeq < 0 : step(one) < step(other);
  }

  private static long step(String[] id) {
    return id.length < 2 ? 0 : Long.parseLong(id[1]);
  }

  /** A suspended process closes no connection, so the reader needs a timeout. */
  private static TimerTask closeAfter(InputStream body) {
    TimerTask task =
        new TimerTask() {
          @Override
          public void run() {
            try {
              body.close();
            } catch (IOException e) {
              cancel(); // closed already
            }
          }
        };
    WATCH.schedule(task, SILENCE.toMillis());
    return task;
  }
}
