package dev.trm.gateway;

import static dev.trm.gateway.Calls.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A thousand bad requests, made with a fixed seed from the interface's own description: none is
 * answered with a fault of ours, none hangs, errors are problems, and nothing that another key
 * submitted is in any answer.
 */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class OpenApiFuzzTest {
  private static final int REQUESTS = 1000;
  private static final long SEED = 20_260_101;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MOST_READ = 1 << 20;

  private static final String VICTIM = "key-of-the-victim-in-the-tests";
  private static final String SUBMITTER = "key-of-the-fuzzing-submitter";
  private static final String READER = "key-of-the-fuzzing-reader";
  private static final String MARK = "victims-own-model";

  @Inject ApiKeys keys;
  @Inject TestModels models;
  @TestHTTPResource URI address;

  private final HttpClient client = client();

  private final List<String> victimsIds = new ArrayList<>();

  @BeforeEach
  void victimSubmits() throws IOException {
    keys.ensure("victim", ApiKey.Role.SUBMITTER, VICTIM);
    keys.ensure("fuzzer", ApiKey.Role.SUBMITTER, SUBMITTER);
    keys.ensure("fuzzing-reader", ApiKey.Role.READER, READER);
    models.usual();
    victimsIds.add(made("/v1/training-jobs", "application/json", "{\"model\": \"" + MARK + "\"}"));
    victimsIds.add(made("/v1/solve-jobs/batch", "application/x-ndjson", Calls.puzzle("") + "\n"));
    victimsIds.add(made("/v1/solve-jobs", "application/json", Calls.puzzle("")));
    victimsIds.add(
        made(
            "/v1/webhooks",
            "application/json",
            "{\"url\": \"http://127.0.0.1:9/" + MARK + "\", \"events\": [\"job.failed\"]}"));
  }

  @AfterEach
  void forgetWebhooks() {
    for (String key : List.of(VICTIM, SUBMITTER)) {
      for (String id : with(key).get("/v1/webhooks").jsonPath().<String>getList("webhooks.id")) {
        with(key).delete("/v1/webhooks/" + id).then().statusCode(204);
      }
    }
  }

  @Test
  void noBadRequestIsAFaultOfOursHangsOrShowsWhatAnotherKeySubmitted() throws Exception {
    List<FuzzedRequest.Operation> operations = FuzzedRequest.operations(OpenApiDocument.served());
    assertThat(operations).hasSizeGreaterThan(25);
    assertThat(operations)
        .flatExtracting(FuzzedRequest.Operation::header)
        .contains("Prefer", "Idempotency-Key");
    assertThat(operations)
        .flatExtracting(FuzzedRequest.Operation::query)
        .contains("cursor", "limit");
    Random random = new Random(SEED);
    Map<Integer, Integer> statuses = new TreeMap<>();
    Map<String, Integer> hits = new HashMap<>();

    for (int i = 0; i < REQUESTS; i++) {
      FuzzedRequest.Operation operation = operations.get(i % operations.size());
      String key =
          random.nextInt(3) == 0 ? Calls.OPERATOR : random.nextBoolean() ? SUBMITTER : READER;
      // Readers and operators see the victim's; a submitter, and nobody, must not.
      boolean others = key.equals(SUBMITTER);
      FuzzedRequest request = FuzzedRequest.of(operation, random, others ? victimsIds : List.of());
      int status = check(request, key, others);
      statuses.merge(status, 1, Integer::sum);
      hits.merge(operation.toString(), 1, Integer::sum);
    }

    assertThat(hits)
        .hasSameSizeAs(operations)
        .allSatisfy((operation, n) -> assertThat(n).isPositive());
    assertThat(statuses.keySet()).as("%s", statuses).contains(400, 404, 405, 415, 422);
    int refused =
        statuses.entrySet().stream()
            .filter(each -> each.getKey() >= 400)
            .mapToInt(Map.Entry::getValue)
            .sum();
    assertThat(refused).as("requests that were really bad: %s", statuses).isGreaterThan(700);
    for (String id : victimsIds) {
      assertThat(victimsStill(id)).as("what the victim submitted is untouched").isTrue();
    }
  }

  private int check(FuzzedRequest fuzzed, String key, boolean others) throws Exception {
    HttpRequest request = fuzzed.build(address, key).timeout(PATIENCE).build();
    HttpResponse<InputStream> response = send(fuzzed, request);
    int status = response.statusCode();
    String type = response.headers().firstValue("Content-Type").orElse("");
    assertThat(status).as("%s", fuzzed).isLessThan(500);
    String body = "";
    try (InputStream in = response.body()) {
      if (!type.startsWith("text/event-stream")) {
        body = new String(in.readNBytes(MOST_READ), StandardCharsets.UTF_8);
      }
    }
    if (status >= 400 && !request.method().equals("HEAD")) {
      assertThat(type)
          .as("%s answered with %d %s", fuzzed, status, body)
          .isEqualTo("application/problem+json");
      JsonNode problem = JobJson.parse(body);
      assertThat(problem.path("status").asInt()).as("%s", fuzzed).isEqualTo(status);
      assertThat(problem.path("detail").asText()).as("%s", fuzzed).isNotBlank();
      assertThat(body).as("%s", fuzzed).doesNotContain("Exception", "dev.trm.", "SQL");
    }
    if (others) {
      assertThat(body).as("%s", fuzzed).doesNotContain(MARK, "\"victim\"");
      if (status < 400) {
        // A refusal repeats the id that was asked for.
        assertThat(body).as("%s", fuzzed).doesNotContain(victimsIds);
      }
    }
    return status;
  }

  /**
   * Sends it once more, on a connection of its own, where the one that was kept from requests
   * before is closed by the gateway just then, as after one that is no HTTP; clients repeat by
   * themselves only what is idempotent.
   */
  private HttpResponse<InputStream> send(FuzzedRequest fuzzed, HttpRequest request)
      throws InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException stale) {
      try {
        return client().send(request, HttpResponse.BodyHandlers.ofInputStream());
      } catch (IOException e) {
        e.addSuppressed(stale);
        throw new AssertionError("no answer to " + fuzzed, e);
      }
    }
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private boolean victimsStill(String id) {
    return Set.of("/v1/jobs/", "/v1/batches/", "/v1/webhooks/").stream()
        .anyMatch(path -> with(VICTIM).get(path + id).statusCode() == 200);
  }

  private String made(String path, String type, String body) {
    return with(VICTIM)
        .contentType(type)
        .body(body.getBytes(StandardCharsets.UTF_8))
        .post(path)
        .then()
        .extract()
        .path("id");
  }
}
