package dev.trm.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A repository whose pushes retrain a model of a running instance, with webhooks like GitHub's. */
final class CommitsOfATest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String HOOK = "/v1/hooks/ci/tiny";
  private static final String COMMIT = "4f9c2d7e8a1b3c5d7e9f0a1b2c3d4e5f6a7b8c9d";
  private static final String RECIPE =
      """
      {"job": {"model": "retrained",
               "dataset": {"size": 4, "puzzles": 500, "heldOut": 40, "minimalShare": 0,
                 "fewestGivens": 11, "mostGivens": 12},
               "architecture": {"hidden": 32, "maxCycles": 4},
               "training": {"batch": 16, "steps": 300, "learningRate": 0.008},
               "promotion": {"margin": 0.01}},
       "on": [{"repository": "acme/puzzles", "refs": ["refs/heads/main"]}],
       "overrides": {"training.steps": {"least": 1, "most": 300}}}""";
  private static final String PUSH =
      """
      {"ref": "refs/heads/main", "after": "%s", "deleted": false,
       "repository": {"full_name": "acme/puzzles"}, "sender": {"login": "mona"}}"""
          .formatted(COMMIT);

  /** A model of one step solves almost nothing, so it is never better by the margin. */
  private static final String WORSE =
      """
      {"ref": "refs/heads/main", "inputs": {"training_steps": "1"},
       "repository": {"full_name": "acme/puzzles"}, "sender": {"login": "mona"}}""";

  private final ServiceProcess service;
  private final Call operator;

  /** Sends a request with the operator's key, which must succeed; returns the answer. */
  interface Call {
    String send(HttpRequest.Builder request) throws IOException, InterruptedException;
  }

  CommitsOfATest(ServiceProcess service, Call operator) {
    this.service = service;
    this.operator = operator;
  }

  void retrainAndMeetTheGate() throws Exception {
    String secret =
        JSON.readTree(
                operator.send(
                    request("/v1/recipes/tiny")
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(RECIPE))))
            .path("secret")
            .asText();

    JsonNode first = started(push("push", PUSH, secret));
    assertThat(ended(first).at("/job/result/promoted").asBoolean()).isTrue();
    assertThat(report(first))
        .contains("gate passed", "retrained@1", COMMIT.substring(0, 12), "`acme/puzzles`");

    HttpResponse<String> replay = push("push", PUSH, secret);
    assertThat(replay.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(replay.body()).at("/run/id")).isEqualTo(first.path("id"));
    assertThat(push("push", PUSH + " ", secret + "x").statusCode()).isEqualTo(401);

    JsonNode second = started(push("workflow_dispatch", WORSE, secret));
    assertThat(ended(second).at("/job/result/promoted").asBoolean()).isFalse();
    assertThat(report(second))
        .contains("gate not passed", "against", "difference to `retrained@1`");
    assertThat(get("/v1/models/retrained").at("/aliases/champion").asInt()).isEqualTo(1);
    assertThat(get("/v1/runs?commit=" + COMMIT).at("/runs")).hasSize(1);
    assertThat(get("/v1/recipes/tiny/events").path("events")).hasSize(2);
  }

  private static JsonNode started(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return JSON.readTree(answer.body()).path("run");
  }

  private JsonNode ended(JsonNode run) {
    return await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> get("/v1/runs/" + run.path("id").asText()),
            now -> now.path("job").has("finishedAt"));
  }

  private String report(JsonNode run) throws IOException, InterruptedException {
    return operator.send(request("/v1/runs/" + run.path("id").asText() + "/report").GET());
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(operator.send(request(path).GET()));
  }

  private HttpResponse<String> push(String event, String body, String secret)
      throws IOException, InterruptedException, GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String code = HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    return HTTP.send(
        request(HOOK)
            .header("Content-Type", "application/json")
            .header("X-GitHub-Event", event)
            .header("X-Hub-Signature-256", "sha256=" + code)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(service.url().resolve(path));
  }
}
