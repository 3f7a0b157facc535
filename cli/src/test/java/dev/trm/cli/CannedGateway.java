package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trm.cli.console.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A real HTTP server that answers as the gateway would, and what a command printed against it. The
 * last answer to a path is given again and again.
 */
final class CannedGateway implements AutoCloseable {
  static final String KEY = "0123456789abcdef";

  /**
   * A request.
   *
   * @param query without the question mark; empty where there is none
   */
  record Seen(String call, String query, Map<String, String> headers, String body) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(body);
    }
  }

  private record Answer(int status, String body, Map<String, String> headers) {}

  private final HttpServer server;
  private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  CannedGateway() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * Cans an answer.
   *
   * @param call for example {@code GET /v1/models}; without the query, all queries
   */
  CannedGateway on(String call, int status, String body) {
    return on(call, status, body, Map.of());
  }

  CannedGateway on(String call, int status, String body, Map<String, String> headers) {
    answers
        .computeIfAbsent(call, any -> new ArrayDeque<>())
        .add(new Answer(status, body.replace('\'', '"'), headers));
    return this;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Runs a command on a pipe, and returns its exit code. */
  int run(String... arguments) {
    return run(Map.of("TRM_URL", url(), "TRM_KEY", KEY), false, "", arguments);
  }

  /** Runs a command as at a terminal with colours. */
  int runOnTerminal(String... arguments) {
    return run(Map.of("TRM_URL", url(), "TRM_KEY", KEY), true, "", arguments);
  }

  int run(Map<String, String> environment, boolean terminal, String in, String... arguments) {
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal,
            terminal);
    return Trm.run(
        new Surroundings(
            environment,
            new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
            console,
            Duration.ofMillis(1)),
        arguments);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  List<Seen> seen() {
    return List.copyOf(seen);
  }

  /** Requests of one call, in order. */
  List<Seen> seen(String call) {
    List<Seen> matching = new ArrayList<>(seen);
    matching.removeIf(each -> !each.call().equals(call));
    return matching;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    Map<String, String> headers = new HashMap<>();
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String query = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
    seen.add(new Seen(path, query, headers, body));
    Answer answer = next(path);
    answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Answer next(String path) {
    Deque<Answer> canned = answers.get(path);
    if (canned == null) {
      return new Answer(404, "{\"detail\": \"nothing is canned for " + path + "\"}", Map.of());
    }
    Answer answer = canned.size() > 1 ? canned.poll() : canned.peek();
    return answer == null ? new Answer(500, "", Map.of()) : answer;
  }
}
