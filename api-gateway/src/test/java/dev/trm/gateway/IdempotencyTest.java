package dev.trm.gateway;

import static dev.trm.gateway.Calls.json;
import static dev.trm.gateway.Calls.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.embedded.testing.TestPartsResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What comes again with its {@code Idempotency-Key}, beside jobs, schedules and webhooks. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class IdempotencyTest {
  /** Done twice, these leave what done once does. */
  private static final Set<String> THE_SAME_WHEN_DONE_TWICE =
      Set.of(
          "cancelJob",
          "cancelJobs",
          "cancelSweep",
          "drainWorker",
          "pauseQueue",
          "planTraining",
          "readPuzzles",
          "receiveCiEvent",
          "releaseJob",
          "releaseJobs",
          "replayDelivery",
          "resumeQueue",
          "signIn",
          "stopRun",
          "undrainWorker");

  @Inject TestModels models;

  @Test
  void keyIsMadeOnceAndTheRepeatedAnswerIsWithoutItsText() {
    String name = name();
    String repeat = name();
    Response first = make(repeat, form(name, "reader"));
    String text = first.then().statusCode(201).extract().path("key");

    Response again = make(repeat, form(name, "reader"));

    again
        .then()
        .statusCode(201)
        .header("Location", containsString("/v1/keys/" + name))
        .body("key", nullValue())
        .body("name", equalTo(name))
        .body("prefix", equalTo(first.path("prefix")))
        .body("links.rotate", equalTo("/v1/keys/" + name + "/rotate"));
    with(text).get("/v1/jobs").then().statusCode(200);
  }

  @Test
  void keyOfAnotherRequestIsRefused() {
    String repeat = name();
    make(repeat, form(name(), "reader")).then().statusCode(201);

    make(repeat, form(name(), "reader"))
        .then()
        .statusCode(422)
        .body("errors[0].header", equalTo("Idempotency-Key"));
  }

  @Test
  void nameThatIsTakenStaysAConflictHoweverOftenItIsAskedFor() {
    String name = name();
    make(name(), form(name, "reader")).then().statusCode(201);
    String repeat = name();

    make(repeat, form(name, "reader")).then().statusCode(409);
    make(repeat, form(name, "reader")).then().statusCode(409);
  }

  @Test
  void rotationThatComesAgainLeavesTheTextThatTheFirstOneGave() {
    String name = name();
    make(name(), form(name, "reader")).then().statusCode(201);
    String repeat = name();
    String path = "/v1/keys/" + name + "/rotate";
    String text =
        json("{}").header("Idempotency-Key", repeat).post(path).then().extract().path("key");

    json("{}")
        .header("Idempotency-Key", repeat)
        .post(path)
        .then()
        .statusCode(200)
        .body("key", nullValue());

    with(text).get("/v1/jobs").then().statusCode(200);
    json("{\"overlap\": \"PT1H\"}")
        .header("Idempotency-Key", repeat)
        .post(path)
        .then()
        .statusCode(422);
  }

  @Test
  void rollbackThatComesAgainGoesBackNoFurther() throws Exception {
    String model = name();
    for (int version = 1; version <= 3; version++) {
      models.register(model, 4, model + version);
      json("{\"version\": " + version + "}")
          .put("/v1/models/" + model + "/aliases/champion")
          .then()
          .statusCode(200);
    }
    String repeat = name();
    String path = "/v1/models/" + model + "/rollback";
    for (int time = 0; time < 2; time++) {
      json("{}")
          .header("Idempotency-Key", repeat)
          .post(path)
          .then()
          .statusCode(200)
          .body("aliases.champion", equalTo(2));
    }

    json("{}").post(path).then().statusCode(200).body("aliases.champion", equalTo(1));
  }

  @Test
  void everyPostThatMakesSomethingTakesTheHeader() {
    OpenApiDocument document = OpenApiDocument.served();
    Set<String> without = new TreeSet<>();

    for (JsonNode path : document.tree().path("paths")) {
      JsonNode post = path.path("post");
      if (!post.isMissingNode()
          && document.parameters(post).stream()
              .noneMatch(each -> each.path("name").asText().equals("Idempotency-Key"))) {
        without.add(post.path("operationId").asText());
      }
    }

    assertThat(without).containsExactlyInAnyOrderElementsOf(THE_SAME_WHEN_DONE_TWICE);
  }

  private static Response make(String repeat, String body) {
    return json(body).header("Idempotency-Key", repeat).post("/v1/keys");
  }

  private static String form(String name, String role) {
    return "{\"name\": \"" + name + "\", \"role\": \"" + role + "\"}";
  }

  private static String name() {
    return "i-" + UUID.randomUUID();
  }
}
