package dev.trm.gateway.hooks;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.trm.audit.Sha256;
import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKeys;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.MetricPoint;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.RunStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From an event as a host sends it to its run, its report and its commit. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class CiHooksTest {
  private static final String OPERATOR = "operator-key-of-the-tests";
  private static final String SUBMITTER = "key-of-a-ci-in-the-tests";
  private static final String READER = "key-of-a-ci-reader-in-the-tests";
  private static final String ZEROS = "0".repeat(40);

  @Inject ApiKeys keys;
  @Inject JobStore jobs;
  @Inject RunStore runs;
  @TestHTTPResource URI address;

  private final List<String> made = new ArrayList<>();
  private String recipe;
  private String hook;
  private SignedCalls host;

  @BeforeEach
  void makeRecipe() {
    keys.ensure("ci", ApiKey.Role.SUBMITTER, SUBMITTER);
    keys.ensure("ci-reader", ApiKey.Role.READER, READER);
    recipe = "r-" + UUID.randomUUID();
    hook = "/v1/hooks/ci/" + recipe;
    host = new SignedCalls(put(recipe(10, 10)).statusCode(201).extract().path("secret"));
  }

  /** Nothing in these tests takes trainings, so they end by this alone. */
  @AfterEach
  void end() {
    for (String run : made) {
      with(OPERATOR).post("/v1/jobs/" + run + "/cancel").then().statusCode(200);
    }
    with(OPERATOR).delete("/v1/recipes/" + recipe);
  }

  @Test
  void signedPushStartsARunThatKnowsItsCommit() {
    String commit = commit();

    ValidatableResponse answer = host.gitHub("push", push(commit)).post(hook).then();

    String run = started(answer);
    answer.header("Location", endsWith("/v1/runs/" + run)).body("status", equalTo("started"));
    with(OPERATOR)
        .get("/v1/runs/" + run)
        .then()
        .statusCode(200)
        .body("origin.recipe", equalTo(recipe))
        .body("origin.source", equalTo("github"))
        .body("origin.event", equalTo("push"))
        .body("origin.id", equalTo("delivery-of-the-test"))
        .body("origin.repository", equalTo("acme/puzzles"))
        .body("origin.ref", equalTo("refs/heads/main"))
        .body("origin.commit", equalTo(commit))
        .body("origin.actor", equalTo("mona"))
        .body("origin.url", equalTo("https://github.example/acme/puzzles/commit/" + commit))
        .body("job.submittedBy", equalTo("operator"))
        .body("job.training.training.steps", equalTo(50));
    for (String part : List.of(commit, commit.substring(0, 10))) {
      with(OPERATOR)
          .get("/v1/runs?commit=" + part)
          .then()
          .statusCode(200)
          .body("runs.id", equalTo(List.of(run)));
    }
    with(SUBMITTER).get("/v1/runs?commit=" + commit).then().body("runs", hasSize(0));
  }

  @Test
  void replayedBodyIsAnsweredWithTheFirstRunWhateverItsUnsignedHeadersSay() {
    String body = push(commit());
    String run = started(host.gitHub("push", body).post(hook).then());

    host.gitHub("push", body)
        .header("X-GitHub-Delivery", "another")
        .post(hook)
        .then()
        .statusCode(200)
        .body("status", equalTo("seen"))
        .body("run.id", equalTo(run));
    host.gitHub("push", body).post(hook).then().statusCode(200).body("run.id", equalTo(run));

    assertThat(events()).hasSize(1);
  }

  /** GitHub sends the same body when the same workflow is dispatched with the same inputs again. */
  @Test
  void dispatchByHandStartsARunEachTimeAndIsKnownByItsDelivery() {
    for (String event : List.of("workflow_dispatch", "repository_dispatch")) {
      String body = event.startsWith("w") ? workflow("210") : dispatch("{\"training.seed\": 8}");
      String first = started(host.gitHub(event, "first-" + event, body).post(hook).then());
      String second = started(host.gitHub(event, "second-" + event, body).post(hook).then());

      assertThat(second).isNotEqualTo(first);
      host.gitHub(event, "first-" + event, body)
          .post(hook)
          .then()
          .statusCode(200)
          .body("status", equalTo("seen"))
          .body("run.id", equalTo(first));
    }
    assertThat(events()).hasSize(4);
  }

  @Test
  void unauthenticEventIsOneAnswerWhetherThereIsTheRecipeOrNot() {
    String body = push(commit());
    SignedCalls stranger = new SignedCalls("whsec_" + "A".repeat(43) + "=");
    String nobody = "/v1/hooks/ci/nobody-" + UUID.randomUUID();
    List<Response> answers =
        List.of(
            stranger.gitHub("push", body).post(hook),
            stranger.gitHub("push", body).post(nobody),
            host.gitHub("push", body).post(nobody),
            host.gitHub("push", body).post("/v1/hooks/ci/NO_NAME"),
            stranger.gitLab("Push Hook", "e", body).post(hook),
            stranger.standard("m", Instant.now(), body).post(hook),
            host.standard("m", Instant.now().minusSeconds(310), body).post(hook),
            host.standard("m", Instant.now().plusSeconds(310), body).post(hook),
            SignedCalls.json(body).header("X-GitHub-Event", "push").post(hook),
            SignedCalls.json(body).header("Authorization", "Bearer " + OPERATOR).post(hook),
            host.gitHub("push", body).body((body + " ").getBytes()).post(hook),
            host.gitHub("push", "no json").post(nobody));

    String first = answers.get(0).asString();
    for (Response answer : answers) {
      answer
          .then()
          .statusCode(401)
          .contentType("application/problem+json")
          .header("WWW-Authenticate", notNullValue());
      assertThat(answer.asString()).isEqualTo(first).doesNotContain(recipe);
    }
    assertThat(events()).isEmpty();
    started(host.gitHub("push", body).post(hook).then());
  }

  @Test
  void pingIsAnsweredAndStartsNothing() {
    host.gitHub("ping", "{\"zen\": \"Keep it logically awesome.\", \"hook_id\": 1}")
        .post(hook)
        .then()
        .statusCode(200)
        .body("status", equalTo("pong"));

    assertThat(events()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "push, acme/other, refs/heads/main, not for repository 'acme/other'",
    "push, acme/puzzles, refs/heads/dev, not for ref 'refs/heads/dev'",
    "issues, acme/puzzles, refs/heads/main, events 'issues' start nothing",
  })
  void eventThatTheRecipeIsNotForIsIgnoredWithItsReason(
      String event, String repository, String ref, String reason) {
    String body = push(commit()).replace("acme/puzzles\"", repository + "\"");
    String sent = body.replace("refs/heads/main", ref);

    host.gitHub(event, sent)
        .post(hook)
        .then()
        .statusCode(200)
        .body("status", equalTo("ignored"))
        .body("reason", containsString(reason))
        .body("run", nullValue());
    host.gitHub(event, sent)
        .post(hook)
        .then()
        .statusCode(200)
        .body("status", equalTo("seen"))
        .body("reason", containsString(reason));

    assertThat(events()).hasSize(1);
  }

  @Test
  void deletedBranchAndDisabledRecipeStartNothing() {
    host.gitHub("push", push(ZEROS).replace("\"deleted\": false", "\"deleted\": true"))
        .post(hook)
        .then()
        .statusCode(200)
        .body("reason", containsString("refs/heads/main was deleted"));
    put(recipe(10, 10).replace("\"limits\"", "\"enabled\": false, \"limits\"")).statusCode(200);

    host.gitHub("push", push(commit()))
        .post(hook)
        .then()
        .statusCode(200)
        .body("reason", equalTo("the recipe is disabled"));
  }

  @Test
  void workflowsInputsSetFieldsWithinBoundsAndOthersAreNotLookedAt() {
    String run = started(host.gitHub("workflow_dispatch", workflow("200")).post(hook).then());

    with(OPERATOR)
        .get("/v1/runs/" + run)
        .then()
        .body("job.training.training.steps", equalTo(200))
        .body("origin.event", equalTo("workflow_dispatch"))
        .body("origin.ref", equalTo("refs/heads/main"))
        .body("origin.commit", nullValue());

    host.gitHub("workflow_dispatch", workflow("501"))
        .post(hook)
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/set/training.steps"))
        .body("detail", containsString("501"));
    assertThat(events()).hasSize(1);
  }

  @Test
  void repositoryDispatchSetsFieldsByItsPayload() {
    String run =
        started(
            host.gitHub("repository_dispatch", dispatch("{\"training.seed\": 7}"))
                .post(hook)
                .then());

    with(OPERATOR)
        .get("/v1/runs/" + run)
        .then()
        .body("job.training.training.seed", equalTo(7))
        .body("origin.ref", equalTo("refs/heads/main"));
    host.gitHub("repository_dispatch", dispatch("{\"model\": \"sudoku-9x9\"}"))
        .post(hook)
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/set/model"));
    host.gitHub("repository_dispatch", dispatch("7"))
        .post(hook)
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/client_payload/set"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Push Hook", "Tag Push Hook", "Pipeline Hook"})
  void gitLabsEventStartsARunOnceByItsId(String event) {
    String id = UUID.randomUUID().toString();
    String commit = commit();
    String body =
        event.startsWith("Pipeline") ? pipeline(commit, "success") : gitLab(event, commit);

    String run = started(host.gitLab(event, id, body).post(hook).then());

    with(OPERATOR)
        .get("/v1/runs/" + run)
        .then()
        .body("origin.source", equalTo("gitlab"))
        .body("origin.id", equalTo(id))
        .body("origin.commit", equalTo(commit))
        .body("origin.ref", equalTo(event.startsWith("Tag") ? "refs/tags/v1" : "refs/heads/main"))
        .body("origin.actor", equalTo("lena"));
    host.gitLab(event, id, body + " ")
        .post(hook)
        .then()
        .statusCode(200)
        .body("run.id", equalTo(run));
    host.gitLab(event, "other", body)
        .header("Idempotency-Key", id)
        .post(hook)
        .then()
        .statusCode(200)
        .body("run.id", equalTo(run));
  }

  @Test
  void pipelineThatHasNotPassedStartsNothing() {
    host.gitLab("Pipeline Hook", "e1", pipeline(commit(), "failed"))
        .post(hook)
        .then()
        .statusCode(200)
        .body("reason", containsString("'failed'"));
  }

  @Test
  void ownWordsSignedByTheConventionStartARunOnceByTheirId() {
    String id = "msg_" + UUID.randomUUID();
    String commit = commit();
    String body =
        "{\"repository\": \"acme/puzzles\", \"ref\": \"main\", \"commit\": \""
            + commit
            + "\", \"set\": {\"training.steps\": 20}}";

    String run = started(host.standard(id, Instant.now(), body).post(hook).then());

    with(OPERATOR)
        .get("/v1/runs/" + run)
        .then()
        .body("origin.source", equalTo("signed"))
        .body("origin.ref", equalTo("refs/heads/main"))
        .body("job.training.training.steps", equalTo(20));
    host.standard(id, Instant.now().minusSeconds(60), body)
        .post(hook)
        .then()
        .statusCode(200)
        .body("run.id", equalTo(run));
    host.standard("msg_other", Instant.now(), "{\"repo\": \"x\"}")
        .post(hook)
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/repo"));
  }

  @Test
  void authenticBodyThatIsNoneOfItsEventIsRefusedByName() {
    host.gitHub("push", "{\"ref\": 7}")
        .post(hook)
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/ref"));
    host.gitHub("push", push("zz")).post(hook).then().statusCode(422);
    host.gitHub("push", push(commit()).replace("acme/puzzles\"", "a\\u0000b\""))
        .post(hook)
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/repository/full_name"));
    host.gitHub("push", "{").post(hook).then().statusCode(400);
    host.gitHub("push", push(commit()))
        .contentType(ContentType.TEXT)
        .post(hook)
        .then()
        .statusCode(415);
    assertThat(events()).isEmpty();
  }

  @Test
  void moreRunsThanMayAreRefusedUntilLaterAndTheSameEventMayComeAgain() {
    put(recipe(10, 1)).statusCode(200);
    String first = started(host.gitHub("push", push(commit())).post(hook).then());
    String next = push(commit());

    host.gitHub("push", next)
        .post(hook)
        .then()
        .statusCode(429)
        .header("Retry-After", equalTo("60"))
        .body("detail", containsString("1 may at a time"));
    with(OPERATOR).post("/v1/jobs/" + first + "/cancel").then().statusCode(200);

    started(host.gitHub("push", next).post(hook).then());
  }

  @Test
  void rotatedSecretWorksBesideTheOldOneForItsOverlapOnly() {
    String second = rotate("{\"overlap\": \"PT1H\"}");
    started(host.gitHub("push", push(commit())).post(hook).then());
    started(new SignedCalls(second).gitHub("push", push(commit())).post(hook).then());

    String third = rotate("{\"overlap\": \"PT0S\"}");

    host.gitHub("push", push(commit())).post(hook).then().statusCode(401);
    new SignedCalls(second).gitHub("push", push(commit())).post(hook).then().statusCode(401);
    started(new SignedCalls(third).gitHub("push", push(commit())).post(hook).then());
  }

  @Test
  void callerWithAKeyRunsARecipeWithinItsBoundsOnceByItsIdempotencyKey() {
    String path = "/v1/recipes/" + recipe + "/runs";
    String again = UUID.randomUUID().toString();
    String body = "{\"commit\": \"" + commit() + "\", \"set\": {\"training.steps\": 30}}";

    String run = started(with(SUBMITTER, body).header("Idempotency-Key", again).post(path).then());

    with(SUBMITTER, body)
        .header("Idempotency-Key", again)
        .post(path)
        .then()
        .statusCode(200)
        .body("status", equalTo("seen"))
        .body("run.id", equalTo(run));
    with(SUBMITTER, "{}").header("Idempotency-Key", again).post(path).then().statusCode(422);
    with(SUBMITTER, "{\"set\": {\"training.batch\": 1}}")
        .post(path)
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/set/training.batch"));
    with(SUBMITTER)
        .get("/v1/runs/" + run)
        .then()
        .body("job.submittedBy", equalTo("ci"))
        .body("origin.source", equalTo("key"));
    with(READER, body).post(path).then().statusCode(403);
    with(OPERATOR, "{}").post("/v1/recipes/nobody/runs").then().statusCode(404);
  }

  @Test
  void runOfARecipeTellsWhatItGoesOnFrom() {
    String before = started(host.gitHub("push", push(commit())).post(hook).then());
    String checkpoint = Sha256.hex(before);
    runs.checkpoint(
        new CheckpointRow(
            checkpoint, JobId.parse(before), 40, true, 5, JobJson.parse("{}"), Instant.EPOCH));
    put(recipe(10, 10)
            .replace("\"ci-model\"", "\"ci-model\", \"resumeFrom\": \"" + checkpoint + "\""))
        .statusCode(200);

    String pushed = started(host.gitHub("push", push(commit())).post(hook).then());
    String called = started(with(SUBMITTER, "{}").post("/v1/recipes/" + recipe + "/runs").then());

    for (String run : List.of(pushed, called)) {
      with(OPERATOR)
          .get("/v1/runs/" + run)
          .then()
          .body("goesOnFrom.run", equalTo(before))
          .body("goesOnFrom.checkpoint", equalTo(checkpoint))
          .body("goesOnFrom.step", equalTo(40));
    }
  }

  @Test
  void whoHasTheSecretOnlySeesTheRecipesRunsAndTheirReports() {
    String run = started(host.gitHub("push", push(commit())).post(hook).then());
    String path = hook + "/runs/" + run;

    host.look(path).get(path).then().statusCode(200).body("id", equalTo(run));
    host.look(path + "/report")
        .get(path + "/report")
        .then()
        .statusCode(200)
        .contentType("text/markdown")
        .body(containsString("has not ended"));

    host.look(path).get(path + "/report").then().statusCode(401);
    given().get(path).then().statusCode(401);
    given().header("X-Gitlab-Token", host.secret()).get(path).then().statusCode(401);
    String others =
        with(OPERATOR, "{\"model\": \"m\"}")
            .post("/v1/training-jobs")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    made.add(others);
    host.look(hook + "/runs/" + others).get(hook + "/runs/" + others).then().statusCode(404);
  }

  @Test
  void reportTellsVerdictCommitAndFiguresBesideTheChampions() {
    String commit = commit();
    String run = started(host.gitHub("push", push(commit)).post(hook).then());
    made.clear();
    JobId id = JobId.parse(run);
    Claim claim = jobs.claim("w", List.of(id), JobKind.TRAIN, Duration.ofMinutes(1)).get(0);
    runs.metrics(
        claim,
        List.of(
            new MetricPoint(25, "heldOut.exactAccuracy.checked", 0.25),
            new MetricPoint(50, "heldOut.exactAccuracy.checked", 0.5)));
    jobs.finish(
        List.of(
            new Outcome.Succeeded(
                claim,
                JobJson.parse(
                    """
                    {"model": "ci-model@2", "promoted": false, "promotion": "0.5 against 0.75",
                     "steps": 50, "dataSha256": "abc",
                     "evaluation": {"puzzles": 4, "checked": {"exact": 0.5, "meanCycles": 2}},
                     "champion": {"model": "ci-model@1", "evaluation":
                       {"puzzles": 4, "checked": {"exact": 0.75, "meanCycles": 1}}}}"""),
                List.of())));

    String report =
        with(OPERATOR)
            .get("/v1/runs/" + run + "/report")
            .then()
            .statusCode(200)
            .contentType("text/markdown")
            .extract()
            .asString();
    assertThat(report)
        .contains("gate not passed", "0.5 against 0.75", commit.substring(0, 12))
        .contains("| all | 4 | 50.0 % (−25.0), 2.0 (+1.0) |")
        .contains("line [25.0,");
    with(OPERATOR)
        .accept(ContentType.JSON)
        .get("/v1/runs/" + run + "/report")
        .then()
        .statusCode(200)
        .body("verdict", equalTo("refused"))
        .body("champion", equalTo("ci-model@1"))
        .body("origin.commit", equalTo(commit))
        .body("heldOut[0].modes.checked.exactBefore", equalTo(0.75f));
    with(OPERATOR)
        .get("/v1/runs/" + run + "/curve.svg")
        .then()
        .statusCode(200)
        .contentType("image/svg+xml")
        .body(containsString("held-out puzzles"));
    with(SUBMITTER).get("/v1/runs/" + run + "/report").then().statusCode(404);
    with(SUBMITTER).get("/v1/runs/" + run + "/curve.svg").then().statusCode(404);
  }

  @Test
  void recipeIsTheOperatorsAndItsSecretIsShownOnce() {
    String path = "/v1/recipes/" + recipe;

    with(READER)
        .get(path)
        .then()
        .statusCode(200)
        .body("secret", nullValue())
        .body("job.model", equalTo("ci-model"))
        .body("on[0].repository", equalTo("acme/puzzles"))
        .body("limits.perHour", equalTo(10))
        .body("by", equalTo("operator"))
        .body("links.hook", equalTo(hook));
    put(recipe(10, 10)).statusCode(200).body("secret", nullValue());
    for (String key : List.of(READER, SUBMITTER)) {
      with(key, recipe(1, 1)).put(path).then().statusCode(403);
      with(key).delete(path).then().statusCode(403);
      with(key, "{}").post(path + "/secret").then().statusCode(403);
      with(key).get(path + "/events").then().statusCode(403);
    }
    with(SUBMITTER).get(path).then().statusCode(404);
    with(SUBMITTER).get("/v1/recipes").then().body("recipes", hasSize(0));
    with(READER).get("/v1/recipes").then().body("recipes.name", hasItem(recipe));
    put(recipe(0, 1)).statusCode(422).body("errors[0].pointer", equalTo("/limits/perHour"));
    put("{\"job\": {\"model\": \"m\", \"resumeFrom\": \"" + "a".repeat(64) + "\"}}")
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/job/resumeFrom"));
    with(OPERATOR, recipe(1, 1)).put("/v1/recipes/UPPER").then().statusCode(400);
    with(OPERATOR).get("/v1/recipes/nobody").then().statusCode(404);
    with(OPERATOR).delete(path).then().statusCode(204);
    with(OPERATOR).delete(path).then().statusCode(404);
    host.gitHub("push", push(commit())).post(hook).then().statusCode(401);
    with(OPERATOR)
        .get("/v1/operator-actions?limit=5")
        .then()
        .body("actions[0].action", equalTo("recipe.delete"));
  }

  @Test
  void descriptionSaysThatHooksNeedNoKey() {
    with(OPERATOR)
        .accept(ContentType.JSON)
        .get("/q/openapi?format=json")
        .then()
        .statusCode(200)
        .body("paths.'/v1/hooks/ci/{recipe}'.post.security", hasSize(0))
        .body("paths.'/v1/recipes'.get.security", nullValue());
  }

  @Test
  void addressWithTooManyWrongSignaturesHasToWaitAndOthersDoNot() throws IOException {
    String last = "";
    for (int i = 0; i < 400 && !last.startsWith("HTTP/1.1 429"); i++) {
      last = unsignedFromAnotherAddress();
    }

    assertThat(last).startsWith("HTTP/1.1 429").contains("Retry-After: ");
    started(host.gitHub("push", push(commit())).post(hook).then());
  }

  private String unsignedFromAnotherAddress() throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress("127.0.0.3", 0));
      socket.connect(new InetSocketAddress("127.0.0.1", address.getPort()));
      socket
          .getOutputStream()
          .write(
              ("POST "
                      + hook
                      + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                      + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String started(ValidatableResponse answer) {
    String run = answer.statusCode(202).body("status", equalTo("started")).extract().path("run.id");
    made.add(run);
    return run;
  }

  private List<Object> events() {
    return with(OPERATOR)
        .get("/v1/recipes/" + recipe + "/events")
        .then()
        .statusCode(200)
        .extract()
        .path("events");
  }

  private String rotate(String body) {
    return with(OPERATOR, body)
        .post("/v1/recipes/" + recipe + "/secret")
        .then()
        .statusCode(200)
        .extract()
        .path("secret");
  }

  private ValidatableResponse put(String body) {
    return with(OPERATOR, body).put("/v1/recipes/" + recipe).then();
  }

  private static RequestSpecification with(String key) {
    return given().header("Authorization", "Bearer " + key);
  }

  private static RequestSpecification with(String key, String body) {
    return SignedCalls.json(body).header("Authorization", "Bearer " + key);
  }

  private static String recipe(int perHour, int atOnce) {
    return """
        {"job": {"model": "ci-model", "dataset": {"size": 4}, "training": {"steps": 50}},
         "on": [{"repository": "acme/puzzles", "refs": ["refs/heads/main", "refs/tags/v*"]}],
         "overrides": {"training.steps": {"least": 10, "most": 500}, "training.seed": {}},
         "limits": {"perHour": %d, "atOnce": %d}}"""
        .formatted(perHour, atOnce);
  }

  /** The fields of GitHub's event that matter, and some that do not. */
  private static String push(String commit) {
    return """
        {"ref": "refs/heads/main", "before": "%s", "after": "%s", "created": false,
         "deleted": false, "forced": false, "commits": [],
         "compare": "https://github.example/acme/puzzles/compare/a...b",
         "head_commit": {"id": "%s", "url": "https://github.example/acme/puzzles/commit/%s"},
         "repository": {"id": 1, "full_name": "acme/puzzles", "private": true},
         "pusher": {"name": "mona"}, "sender": {"login": "mona", "id": 2}}"""
        .formatted(ZEROS, commit, commit, commit);
  }

  private static String workflow(String steps) {
    return """
        {"inputs": {"training_steps": "%s", "machine": "large"}, "ref": "refs/heads/main",
         "workflow": ".github/workflows/retrain.yml",
         "repository": {"full_name": "acme/puzzles", "html_url": "https://github.example/acme"},
         "sender": {"login": "mona"}}"""
        .formatted(steps);
  }

  private static String dispatch(String set) {
    return """
        {"action": "retrain", "branch": "main", "client_payload": {"set": %s},
         "repository": {"full_name": "acme/puzzles"}, "sender": {"login": "mona"}}"""
        .formatted(set);
  }

  private static String gitLab(String event, String commit) {
    boolean tag = event.startsWith("Tag");
    return """
        {"object_kind": "%s", "ref": "%s", "before": "%s", "after": "%s", "checkout_sha": "%s",
         "user_username": "lena", "project": {"id": 1, "path_with_namespace": "acme/puzzles",
           "web_url": "https://gitlab.example/acme/puzzles"}}"""
        .formatted(
            tag ? "tag_push" : "push",
            tag ? "refs/tags/v1" : "refs/heads/main",
            ZEROS,
            commit,
            commit);
  }

  private static String pipeline(String commit, String status) {
    return """
        {"object_kind": "pipeline", "object_attributes": {"id": 31, "ref": "main", "tag": false,
           "sha": "%s", "status": "%s", "variables": [{"key": "training_steps", "value": "20"}],
           "url": "https://gitlab.example/acme/puzzles/-/pipelines/31"},
         "user": {"username": "lena"}, "project": {"path_with_namespace": "acme/puzzles"}}"""
        .formatted(commit, status);
  }

  private static String commit() {
    return (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "").substring(0, 40);
  }
}
