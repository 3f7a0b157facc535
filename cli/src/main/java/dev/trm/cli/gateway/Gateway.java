package dev.trm.cli.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Calls the REST API. Whatever is not a success becomes a {@link GatewayException}. A call that
 * broke off, or was told to come again later, is made again: every POST carries an idempotency key,
 * so that nothing is made twice.
 */
public final class Gateway {
  private static final int TRIES = 5;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  /** For a file of some gigabytes on a slow line. */
  private static final Duration TRANSFER = Duration.ofHours(2);

  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;

  private final Address address;
  private final Duration pause;
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(CONNECT).version(HttpClient.Version.HTTP_1_1).build();

  /**
   * @param pause between two looks at a job, and before a call is made again
   */
  public Gateway(Address address, Duration pause) {
    this.address = address;
    this.pause = pause;
  }

  /** The gateway's address as people write it. */
  public String url() {
    return address.url().toString();
  }

  /** Reads what is at a path, query included. */
  public JsonNode get(String path) throws GatewayException, InterruptedException {
    return call(request(path).GET());
  }

  /**
   * Makes something.
   *
   * @param prefer the value of the header {@code Prefer}; empty for none
   */
  public JsonNode post(String path, JsonNode body, String prefer)
      throws GatewayException, InterruptedException {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    if (!prefer.isEmpty()) {
      request.header("Prefer", prefer);
    }
    return call(request);
  }

  /** Makes many things of one kind, of which a line of JSON describes one. */
  public JsonNode postLines(String path, String lines)
      throws GatewayException, InterruptedException {
    return call(
        request(path)
            .header("Content-Type", "application/x-ndjson")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(HttpRequest.BodyPublishers.ofString(lines)));
  }

  /** Sends a file; what is made of it follows from its content alone, so it may be sent again. */
  public JsonNode upload(String path, Path file) throws GatewayException, InterruptedException {
    return upload(path, file, "application/octet-stream");
  }

  /** Sends a file of a media type; sent again by this call, it makes nothing more. */
  public JsonNode upload(String path, Path file, String type)
      throws GatewayException, InterruptedException {
    HttpRequest.BodyPublisher body;
    try {
      body = HttpRequest.BodyPublishers.ofFile(file);
    } catch (FileNotFoundException e) {
      throw new GatewayException("there is no file " + file, e);
    }
    return call(
        request(path)
            .timeout(TRANSFER)
            .header("Content-Type", type)
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(body));
  }

  /** Keeps what is at a path in a file, which is overwritten. */
  public void download(String path, Path file) throws GatewayException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address.at(path))
            .header("Authorization", "Bearer " + address.key())
            .header("Accept", "application/octet-stream, application/problem+json")
            .timeout(TRANSFER)
            .build();
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() / 100 != 2) {
          throw new GatewayException(
              Problems.line(
                  response.statusCode(),
                  parseLoosely(new String(body.readAllBytes(), StandardCharsets.UTF_8))));
        }
        Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (ConnectException e) {
      throw new GatewayException(
          "nothing answers at " + url() + "; start it with ./trm up, or see TRM_URL", e);
    } catch (IOException e) {
      throw new GatewayException("GET " + request.uri() + " broke off: " + e.getMessage(), e);
    }
  }

  /**
   * Reads lines of JSON as they come, however long that takes.
   *
   * @param line told each
   */
  public void lines(String path, Consumer<String> line)
      throws GatewayException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address.at(path))
            .header("Authorization", "Bearer " + address.key())
            .header("Accept", "application/x-ndjson, application/problem+json")
            .build();
    try {
      HttpResponse<Stream<String>> response =
          http.send(request, HttpResponse.BodyHandlers.ofLines());
      try (Stream<String> body = response.body()) {
        if (response.statusCode() / 100 != 2) {
          throw new GatewayException(
              Problems.line(
                  response.statusCode(), parseLoosely(body.collect(Collectors.joining("\n")))));
        }
        body.forEach(line);
      }
    } catch (ConnectException e) {
      throw new GatewayException(
          "nothing answers at " + url() + "; start it with ./trm up, or see TRM_URL", e);
    } catch (IOException | UncheckedIOException e) {
      throw new GatewayException("GET " + request.uri() + " broke off: " + e.getMessage(), e);
    }
  }

  /** Replaces what is at a path, or makes it. */
  public JsonNode put(String path, JsonNode body) throws GatewayException, InterruptedException {
    return call(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  /**
   * Reads what is at a path as text.
   *
   * @param type wanted, such as {@code text/markdown}
   */
  public String text(String path, String type) throws GatewayException, InterruptedException {
    return send(request(path).setHeader("Accept", type + ", application/problem+json").GET());
  }

  /**
   * Tells a hook of something, signed.
   *
   * @param path as the gateway knows it, query excluded
   */
  public JsonNode tell(String path, JsonNode body, HookSecret secret)
      throws GatewayException, InterruptedException {
    String content = body.toString();
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(content));
    secret.headers(content).forEach(request::header);
    return call(request);
  }

  /**
   * Looks at what a hook tells of its runs; the path is signed.
   *
   * @param type wanted, such as {@code text/markdown}
   */
  public String look(String path, String type, HookSecret secret)
      throws GatewayException, InterruptedException {
    HttpRequest.Builder request =
        request(path).setHeader("Accept", type + ", application/problem+json").GET();
    secret.headers(path).forEach(request::header);
    return send(request);
  }

  /** Takes away what is at a path. */
  public JsonNode delete(String path) throws GatewayException, InterruptedException {
    return call(request(path).DELETE());
  }

  /** Between two looks. */
  public Duration pause() {
    return pause;
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.at(path))
            .header("Accept", "application/json, application/problem+json")
            .timeout(ANSWER);
    return address.key().isEmpty()
        ? request
        : request.header("Authorization", "Bearer " + address.key());
  }

  private JsonNode call(HttpRequest.Builder builder) throws GatewayException, InterruptedException {
    return parse(send(builder));
  }

  private String send(HttpRequest.Builder builder) throws GatewayException, InterruptedException {
    HttpRequest request = builder.build();
    for (int left = TRIES - 1; ; left--) {
      Duration wait = pause;
      try {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 == 2) {
          return response.body();
        }
        if (left == 0 || !comeAgain(response.statusCode())) {
          JsonNode problem = parseLoosely(response.body());
          throw new GatewayException(Problems.line(response.statusCode(), problem), problem);
        }
        wait = retryAfter(response);
      } catch (ConnectException e) {
        throw new GatewayException(
            "nothing answers at " + url() + "; start it with ./trm up, or see TRM_URL", e);
      } catch (IOException e) {
        if (left == 0) {
          throw new GatewayException(
              request.method() + " " + request.uri() + " broke off: " + e.getMessage(), e);
        }
      }
      Thread.sleep(wait.toMillis());
    }
  }

  private static boolean comeAgain(int status) {
    return status == TOO_MANY || status == UNAVAILABLE;
  }

  /** Half a minute at most: a person waits. */
  private Duration retryAfter(HttpResponse<?> response) {
    String seconds = response.headers().firstValue("Retry-After").orElse("");
    return seconds.matches("\\d{1,6}")
        ? Duration.ofSeconds(Math.min(30, Long.parseLong(seconds)))
        : pause;
  }

  /** Reads an answer as JSON. */
  public JsonNode parse(String body) throws GatewayException {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      throw new GatewayException(
          "what answers at " + url() + " does not speak JSON; is it trm's gateway?", e);
    }
  }

  /** The body of an error need not be JSON: something between may have answered. */
  private JsonNode parseLoosely(String body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
