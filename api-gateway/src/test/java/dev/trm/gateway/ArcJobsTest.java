package dev.trm.gateway;

import static dev.trm.gateway.Calls.json;
import static dev.trm.gateway.Calls.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.audit.Sha256;
import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.AdaptResult;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.VoteTable;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.VoteTables;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Unseen tasks from the request to the votes; a test is the worker, nothing else takes them here.
 */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class ArcJobsTest {
  private static final String TASK =
      "{\"train\": [{\"input\": [[1, 0]], \"output\": [[0, 1]]}],"
          + " \"test\": [{\"input\": [[2, 0]], \"output\": [[0, 2]]}]}";
  private static final String MODEL = "arc-of-the-test";

  @Inject TestModels models;
  @Inject JobStore jobs;
  @Inject VoteTables votes;

  @BeforeEach
  void register() throws IOException {
    models.usual();
    ObjectNode manifest = TestModels.manifest(9, 12);
    ((ObjectNode) manifest.path("config")).put("maxCycles", 4).put("puzzleEmbeddingWidth", 8);
    models.register(MODEL, manifest, "weights of an ARC model");
    ObjectNode blind = TestModels.manifest(900, 12);
    ((ObjectNode) blind.path("config")).put("puzzleEmbeddingWidth", 0);
    models.register("arc-without-rows", blind, "weights without rows");
  }

  @Test
  void taskIsStoredWithItsGapsFilledAndItsVotesAreShownAsTheyWereKept() {
    String id =
        post("{\"name\": \"007bbfb7\", \"model\": \"" + MODEL + "\", \"task\": " + TASK + "}")
            .then()
            .statusCode(202)
            .header("Location", containsString("/v1/jobs/"))
            .body("kind", equalTo("adapt"))
            .body("state", equalTo("QUEUED"))
            .body("model", equalTo(MODEL + "@champion"))
            .body("adaptation.name", equalTo("007bbfb7"))
            .body("adaptation.augmentations", equalTo(100))
            .body("adaptation.maxCycles", equalTo(4))
            .body("adaptation.training.steps", equalTo(200))
            .body("adaptation.training.seed", equalTo(1))
            .body("training", nullValue())
            .body("links.votes", notNullValue())
            .extract()
            .path("id");
    operator().get("/v1/jobs/" + id + "/votes").then().statusCode(200).body("tests", hasSize(0));

    Claim claim =
        jobs.claim("w", List.of(JobId.parse(id)), JobKind.ADAPT, Duration.ofMinutes(1)).get(0);
    String table =
        JobJson.write(
            new VoteTable(
                List.of(
                    new VoteTable.Test(
                        3,
                        1,
                        1,
                        List.of(new VoteTable.Row(1, JobJson.parse("[[0,2]]"), 2, 0.75))))));
    assertThat(votes.keep(claim, table)).isTrue();
    assertThat(jobs.finish(List.of(new Outcome.Succeeded(claim, result(table), List.of()))))
        .isEqualTo(Set.of(claim.id()));

    Response shown = operator().get("/v1/jobs/" + id + "/votes");
    shown
        .then()
        .statusCode(200)
        .contentType("application/json")
        .body("tests[0].rows[0].votes", equalTo(2));
    assertThat(shown.body().asString()).isEqualTo(table);
    operator()
        .get("/v1/jobs/" + id)
        .then()
        .body("result.tests[0].right", equalTo(List.of(true, false)))
        .body("result.votesSha256", equalTo(Sha256.hex(table)));
    operator().get("/v1/jobs?kind=adapt").then().statusCode(200).body("jobs.id", hasItem(id));
    operator().get("/v1/queues").then().body("queues.name", hasItem("adapt"));
    assertThat(votes.keep(claim, "{}")).as("kept for a job that has ended").isFalse();
    operator().get("/v1/runs").then().body("runs.id", not(hasItem(id)));
  }

  @Test
  void aWaitThatRunsOutAnswersWithTheJobAndTheSameKeyWithTheSameJob() {
    String body = "{\"model\": \"" + MODEL + "\", \"task\": " + TASK + "}";
    String key = "arc-" + System.nanoTime();
    String id =
        json(body)
            .header("Prefer", "wait=1")
            .header("Idempotency-Key", key)
            .post("/v1/arc-jobs")
            .then()
            .statusCode(202)
            .header("Preference-Applied", "wait=1")
            .extract()
            .path("id");

    json(body)
        .header("Idempotency-Key", key)
        .post("/v1/arc-jobs")
        .then()
        .statusCode(202)
        .body("id", equalTo(id));
    operator().post("/v1/jobs/" + id + "/cancel").then().body("state", equalTo("CANCELLED"));
  }

  @Test
  void onlyAdaptationsHaveVotes() {
    String solve = Calls.submit();

    operator()
        .get("/v1/jobs/" + solve + "/votes")
        .then()
        .statusCode(404)
        .body("detail", containsString("of kind solve"));
  }

  /** Body, pointer, words of the detail. */
  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of("{}", "/task", "task is missing"),
        asked("{\"train\": [], \"test\": [{\"input\": [[1]]}]}", "/task/train", "is empty"),
        asked("{\"test\": [{\"input\": [[1]]}]}", "/task/train", "is missing"),
        asked(TASK.replace("[[1, 0]]", "[[1, 0], [1]]"), "/task/train/0/input/1", "has 1 cells"),
        asked(TASK.replace("[[1, 0]]", "[[10]]"), "/task/train/0/input/0/0", "has 10 in row 1"),
        asked(TASK.replace("[[2, 0]]", "[[-1]]"), "/task/test/0/input/0/0", "has -1"),
        asked(
            TASK.replace("[[0, 1]]", "[[1, 1, 1, 1]]"),
            "/task/train/0/output",
            "/train/0/output is 4x1; its width and height must be at most 3x3, the board of"
                + " arc-of-the-test@champion"),
        asked(TASK.replace("\"test\"", "\"tests\""), "/task/test", "is missing"),
        Arguments.of(
            "{\"model\": \"nothing@1\", \"task\": " + TASK + "}", "/model", "model is 'nothing@1'"),
        Arguments.of(
            "{\"model\": \"sudoku-4x4\", \"task\": " + TASK + "}",
            "/model",
            "model is 'sudoku-4x4@champion', which takes 16 cells of 6 tokens"),
        Arguments.of(
            "{\"model\": \"arc-without-rows\", \"task\": " + TASK + "}",
            "/model",
            "a puzzle embedding"),
        option("\"augmentations\": 1001", "/options/augmentations", "augmentations is 1001"),
        option("\"steps\": 0", "/options/steps", "steps is 0"),
        option("\"learningRate\": 2", "/options/learningRate", "learningRate is 2"),
        option("\"maxCycles\": 65", "/options/maxCycles", "maxCycles is 65"),
        option("\"keep\": \"yes\"", "/options/keep", "keep is \"yes\""),
        option("\"deadline\": \"soon\"", "/options/deadline", "deadline is 'soon'"),
        option("\"rate\": 1", "/options/rate", "rate is not known here"),
        Arguments.of(
            "{\"model\": \"" + MODEL + "\", \"name\": \"\", \"task\": " + TASK + "}",
            "/name",
            "name is ''"));
  }

  private static Arguments asked(String task, String pointer, String words) {
    return Arguments.of("{\"model\": \"" + MODEL + "\", \"task\": " + task + "}", pointer, words);
  }

  private static Arguments option(String option, String pointer, String words) {
    return Arguments.of(
        "{\"model\": \"" + MODEL + "\", \"task\": " + TASK + ", \"options\": {" + option + "}}",
        pointer,
        words);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void wrongTaskIsAProblemThatNamesFieldAndValue(String body, String pointer, String words) {
    Response response = post(body);

    response.then().statusCode(422).body("errors[0].pointer", equalTo(pointer));
    assertThat(response.<String>path("errors[0].detail")).contains(words);
  }

  private static JsonNode result(String table) {
    return JobJson.tree(
        new AdaptResult(
            MODEL + "@1",
            "00",
            null,
            "3x3",
            3,
            200,
            0.5,
            List.of(
                new AdaptResult.Test(
                    List.of(JobJson.parse("[[0,2]]"), JobJson.parse("[[2,0]]")),
                    List.of(true, false),
                    2,
                    1)),
            1,
            1,
            Sha256.hex(table),
            Map.of("device", "cpu")));
  }

  private static Response post(String body) {
    return json(body).post("/v1/arc-jobs");
  }
}
