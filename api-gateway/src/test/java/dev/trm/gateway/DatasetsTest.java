package dev.trm.gateway;

import static dev.trm.gateway.Calls.json;
import static dev.trm.gateway.Calls.operator;
import static dev.trm.gateway.Calls.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.trm.audit.Sha256;
import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKeys;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.Datasets;
import dev.trm.jobs.store.RunStore;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Data sets from the upload to the training that names them. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class DatasetsTest {
  private static final String ANNA = "key-of-anna-in-the-tests";
  private static final String BERT = "key-of-bert-in-the-tests";
  private static final String ARC =
      """
      {"aa": {"train": [{"input": [[0, 7]], "output": [[7, 0]]}],
              "test": [{"input": [[7, 0]], "output": [[0, 7]]}]},
       "bb": {"train": [{"input": [[1]], "output": [[2]]}], "test": [{"input": [[3]]}]}}""";

  @Inject ApiKeys keys;
  @Inject Datasets datasets;
  @Inject RunStore runs;

  @BeforeEach
  void keys() {
    keys.ensure("anna", ApiKey.Role.SUBMITTER, ANNA);
    keys.ensure("bert", ApiKey.Role.SUBMITTER, BERT);
  }

  @Test
  void pairsAreCountedHashedAndSplitByGroup() throws Exception {
    String name = name();

    Response made = send(name, "&heldOut=0.25&seed=3", pairs(40));

    made.then()
        .statusCode(201)
        .header("Location", containsString("/v1/datasets/" + made.path("id")))
        .body("name", equalTo(name))
        .body("kind", equalTo("grid"))
        .body("layout.width", equalTo(2))
        .body("layout.height", equalTo(1))
        .body("layout.symbols", equalTo(40))
        .body("layout.ends", equalTo(false))
        .body("groups", equalTo(40))
        .body("heldOutShare", equalTo(0.25f))
        .body("seed", equalTo(3))
        .body("refused", equalTo(0));
    assertThat(made.<Integer>path("training") + made.<Integer>path("heldOut")).isEqualTo(40);
    assertThat(made.<Integer>path("heldOut")).isBetween(1, 30);
    try (InputStream content = datasets.open(UUID.fromString(made.path("id")))) {
      assertThat(HexFormat.of().formatHex(Sha256.of(content.readAllBytes())))
          .isEqualTo(made.path("sha256"));
    }
    operator().get("/v1/datasets/" + name).then().body("id", equalTo(made.path("id")));
    operator().get("/v1/datasets/" + made.path("id")).then().body("name", equalTo(name));
    operator().get("/v1/datasets?limit=200").then().body("datasets.name", hasItem(name));
  }

  @Test
  void anotherSeedIsAnotherSplitAndSoAnotherHash() {
    String first = send(name(), "&heldOut=0.5&seed=1", pairs(40)).path("sha256");

    assertThat(send(name(), "&heldOut=0.5&seed=1", pairs(40)).<String>path("sha256"))
        .isEqualTo(first);
    assertThat(send(name(), "&heldOut=0.5&seed=2", pairs(40)).<String>path("sha256"))
        .isNotEqualTo(first);
  }

  @Test
  void fewBadRecordsAreToldAndLeftOut() {
    String bad = pairs(40) + "{\"input\": [[1]]}\n";

    send(name(), "&mostBad=0.05", bad)
        .then()
        .statusCode(201)
        .body("refused", equalTo(1))
        .body("problems", hasSize(1))
        .body("problems[0].line", equalTo(41))
        .body("problems[0].pointer", equalTo("/output"))
        .body("problems[0].reason", equalTo("output is missing"));
  }

  @Test
  void manyBadRecordsRefuseAllOfIt() {
    String name = name();

    send(name, "", pairs(40) + "{\"input\": [[1]]}\n")
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:trm:problem:bad-records"))
        .body("detail", startsWith("1 of 41 records are bad; at most a share of 0.01 may be."))
        .body("detail", containsString("line 41: output is missing"))
        .body("errors[0].pointer", equalTo("/output"))
        .body("errors[0].detail", equalTo("line 41: output is missing"));
    operator().get("/v1/datasets/" + name).then().statusCode(404);
  }

  @Test
  void tasksAreTrainedOnAndTheirKnownTestPairsHeldOut() {
    operator()
        .contentType(ContentType.JSON)
        .body(ARC)
        .post("/v1/datasets?name=" + name())
        .then()
        .statusCode(201)
        .body("kind", equalTo("arc"))
        .body("training", equalTo(2))
        .body("heldOut", equalTo(1))
        .body("groups", equalTo(2))
        .body("layout.width", equalTo(30))
        .body("seed", nullValue());
  }

  @Test
  void theSameUploadAgainIsTheSameSet() {
    String name = name();
    String repeat = name();
    String first = send(name, "", pairs(40), repeat).then().statusCode(201).extract().path("id");

    send(name, "", pairs(40), repeat).then().statusCode(201).body("id", equalTo(first));
    send(name, "", pairs(41), repeat)
        .then()
        .statusCode(422)
        .body("errors[0].header", equalTo("Idempotency-Key"));
    send(name, "&seed=2", pairs(40), repeat).then().statusCode(422);
    send(name, "", pairs(40), name()).then().statusCode(409).body("detail", containsString(name));
  }

  @Test
  void aTrainingNamesItAndKeepsItFromBeingDeleted() {
    String name = name();
    String id = send(name, "", pairs(40)).then().statusCode(201).extract().path("id");
    String sha256 = operator().get("/v1/datasets/" + id).path("sha256");

    String job =
        json("{\"model\": \"of-" + name + "\", \"dataset\": {\"name\": \"" + name + "\"}}")
            .post("/v1/training-jobs")
            .then()
            .statusCode(202)
            .body("training.dataset.id", equalTo(id))
            .body("training.dataset.sha256", equalTo(sha256))
            .body("training.architecture.mixer", equalTo("mlp"))
            .extract()
            .path("id");

    operator()
        .delete("/v1/datasets/" + name)
        .then()
        .statusCode(409)
        .body("detail", containsString("named by 1 trainings"));
    operator().post("/v1/jobs/" + job + "/cancel").then().statusCode(200);
  }

  @Test
  void arcTasksAreTrainedOnTheBoardAskedForAndOtherGridsHaveTheirOwn() {
    String tasks = name();
    String grids = name();
    operator()
        .contentType(ContentType.JSON)
        .body(ARC)
        .post("/v1/datasets?name=" + tasks)
        .then()
        .statusCode(201);
    send(grids, "", pairs(40)).then().statusCode(201);

    String id =
        training(tasks, "\"canvas\": 10")
            .then()
            .statusCode(202)
            .body("training.dataset.layout.width", equalTo(10))
            .body("training.dataset.layout.height", equalTo(10))
            .extract()
            .path("id");
    operator().post("/v1/jobs/" + id + "/cancel").then().statusCode(200);
    String shown = "\"layout\": {\"width\": 10, \"height\": 10, \"symbols\": 10, \"ends\": true}";
    String again = training(tasks, shown).then().statusCode(202).extract().path("id");
    operator().post("/v1/jobs/" + again + "/cancel").then().statusCode(200);
    training(tasks, "\"canvas\": 31")
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/dataset/canvas"))
        .body("detail", containsString("canvas is 31"));
    training(tasks, "\"canvas\": 9, " + shown)
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/dataset/layout"));
    training(grids, "\"canvas\": 9")
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/dataset/canvas"))
        .body("detail", containsString("only for arc"));
  }

  @Test
  void aForkLearnsFromTheSetOfItsRun() {
    String tasks = name();
    String id =
        operator()
            .contentType(ContentType.JSON)
            .body(ARC)
            .post("/v1/datasets?name=" + tasks)
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    String run =
        training(tasks, "\"canvas\": 10, \"augmentations\": 3")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    runs.checkpoint(
        new CheckpointRow(
            Sha256.hex(run), JobId.parse(run), 1, true, 5, JobJson.parse("{}"), Instant.EPOCH));

    String fork =
        json("{\"training\": {\"seed\": 2}}")
            .post("/v1/runs/" + run + "/fork")
            .then()
            .statusCode(202)
            .body("training.training.seed", equalTo(2))
            .body("training.dataset.id", equalTo(id))
            .body("training.dataset.layout.width", equalTo(10))
            .body("training.dataset.augmentations", equalTo(3))
            .body("training.parent.run", equalTo(run))
            .extract()
            .path("id");

    cancel(fork);
    cancel(run);
  }

  @Test
  void aRecipeNamesItAndKeepsItFromBeingDeleted() {
    String name = name();
    String id = send(name, "", pairs(40)).then().statusCode(201).extract().path("id");
    String recipe = "/v1/recipes/r-" + name;
    json("{\"job\": {\"model\": \"m\", \"dataset\": {\"name\": \"" + name + "\"}}}")
        .put(recipe)
        .then()
        .statusCode(201)
        .body("job.dataset.name", equalTo(name));

    operator()
        .delete("/v1/datasets/" + name)
        .then()
        .statusCode(409)
        .body("detail", containsString("0 schedules, 1 recipes and 0 models' gates"));
    String run =
        json("{}")
            .post(recipe + "/runs")
            .then()
            .statusCode(202)
            .body("run.job.training.dataset.id", equalTo(id))
            .extract()
            .path("run.id");

    cancel(run);
    operator().delete(recipe).then().statusCode(204);
  }

  @Test
  void aRecipeThatNamesNoSetIsRefused() {
    json("{\"job\": {\"model\": \"m\", \"dataset\": {\"name\": \"nowhere\"}}}")
        .put("/v1/recipes/r-" + name())
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/job/dataset/name"))
        .body("detail", containsString("'nowhere'; there is no such data set"));
  }

  private static void cancel(String job) {
    operator().post("/v1/jobs/" + job + "/cancel").then().statusCode(200);
  }

  private static Response training(String set, String more) {
    return json("{\"model\": \"m\", \"dataset\": {\"name\": \"" + set + "\", " + more + "}}")
        .post("/v1/training-jobs");
  }

  @Test
  void anUnusedSetIsDeletedOnce() {
    String name = name();
    send(name, "", pairs(40)).then().statusCode(201);

    operator().delete("/v1/datasets/" + name).then().statusCode(204);
    operator().delete("/v1/datasets/" + name).then().statusCode(404);
    operator().get("/v1/datasets/" + name).then().statusCode(404);
  }

  @Test
  void foreignSetIsNotThereForASubmitter() {
    String name = name();
    with(ANNA)
        .contentType("application/x-ndjson")
        .body(pairs(40).getBytes(StandardCharsets.UTF_8))
        .post("/v1/datasets?name=" + name)
        .then()
        .statusCode(201);

    with(BERT).get("/v1/datasets/" + name).then().statusCode(404);
    with(BERT).delete("/v1/datasets/" + name).then().statusCode(404);
    with(BERT).get("/v1/datasets?limit=200").then().body("datasets.name", not(hasItem(name)));
    with(BERT)
        .contentType(ContentType.JSON)
        .body("{\"model\": \"m\", \"dataset\": {\"name\": \"" + name + "\"}}")
        .post("/v1/training-jobs")
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/dataset/name"));
    with(ANNA).delete("/v1/datasets/" + name).then().statusCode(204);
  }

  /** Query, body, status, words of the detail. */
  static Stream<Arguments> wrongUploads() {
    return Stream.of(
        arguments("seed=1", pairs(4), 400, "name is missing"),
        arguments("name=UPPER", pairs(4), 400, "name is 'UPPER'"),
        arguments(
            "name=01930000-0000-7000-8000-000000000001", pairs(4), 400, "must not look like an id"),
        arguments("name=x&heldOut=2", pairs(4), 400, "heldOut is '2'"),
        arguments("name=x&heldOut=-0.1", pairs(4), 400, "heldOut is '-0.1'"),
        arguments("name=x&heldOut=NaN", pairs(4), 400, "heldOut is 'NaN'"),
        arguments("name=x&seed=one", pairs(4), 400, "seed is 'one'"),
        arguments("name=x&mostBad=1.1", pairs(4), 400, "mostBad is '1.1'"),
        arguments("name=x&heldout=0.1", pairs(4), 400, "'heldout' is not known"),
        arguments("name=x&heldOut=0", pairs(4), 400, "leaves none to judge by"),
        arguments("name=x&heldOut=1", pairs(4), 400, "leaves none to train on"),
        arguments("name=x", "", 400, "The body is empty"),
        arguments("name=x", "\n \n", 400, "The body is empty"),
        arguments("name=x&mostBad=1", "x\n", 422, "1 of 1 records are bad"));
  }

  @ParameterizedTest
  @MethodSource("wrongUploads")
  void wrongUploadIsAProblemThatSaysWhatIsWrong(
      String query, String body, int status, String words) {
    operator()
        .contentType("application/x-ndjson")
        .body(body.getBytes(StandardCharsets.UTF_8))
        .post("/v1/datasets?" + query)
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("detail", containsString(words));
  }

  @Test
  void wrongTasksAreAProblemThatSaysWhatIsWrong() {
    RequestSpecification tasks = operator().contentType(ContentType.JSON).body(ARC);
    tasks
        .post("/v1/datasets?name=x&seed=2")
        .then()
        .statusCode(400)
        .body("detail", containsString("seed is for pairs"));
    operator()
        .contentType(ContentType.JSON)
        .body(ARC.replace(", \"output\": [[0, 7]]", ""))
        .post("/v1/datasets?name=x")
        .then()
        .statusCode(422)
        .body("detail", containsString("No task has a test output"));
    operator()
        .contentType(ContentType.JSON)
        .body("{\"aa\": ")
        .post("/v1/datasets?name=x")
        .then()
        .statusCode(422)
        .body("detail", containsString("the document is not JSON"));
  }

  @Test
  void hugeUploadIsRefusedAndAGoodOneWorksAfterIt() {
    // The tests allow 4,000 bytes and 60 records.
    send(name(), "", pairs(41) + " ".repeat(4_000))
        .then()
        .statusCode(413)
        .body("detail", containsString("longer than 4000 bytes"));
    send(name(), "", "x\n".repeat(61))
        .then()
        .statusCode(413)
        .body("detail", containsString("more than 60 records"));
    send(name(), "", pairs(40)).then().statusCode(201);
  }

  @Test
  void tableOfPuzzlesAndSolutionsIsASetThatATrainingMayName() {
    String name = name();
    SudokuGenerator generator = new SudokuGenerator(SudokuSize.FOUR, 9);
    String table =
        Stream.generate(() -> generator.withGivens(8))
            .limit(40)
            .map(each -> "made up," + each.puzzle() + "," + each.solution() + ",1")
            .collect(Collectors.joining("\n", "source,question,answer,rating\n", "\n"));

    Response made =
        operator()
            .contentType("text/csv")
            .body(table.getBytes(StandardCharsets.UTF_8))
            .post("/v1/datasets?heldOut=0.3&name=" + name);

    made.then()
        .statusCode(201)
        .body("kind", equalTo("sudoku"))
        .body("layout.width", equalTo(4))
        .body("layout.symbols", equalTo(5))
        .body("refused", equalTo(0));
    assertThat(made.<Integer>path("training") + made.<Integer>path("heldOut")).isEqualTo(40);
    json("{\"model\": \"m\", \"dataset\": {\"name\": \"" + name + "\"}}")
        .post("/v1/training-jobs/plan")
        .then()
        .statusCode(200)
        .body("dataset.kind", equalTo("sudoku"))
        .body("dataset.augmentations", equalTo(0));
    operator()
        .contentType("text/plain")
        .body("Dear all,\n12341\n")
        .post("/v1/datasets?name=" + name())
        .then()
        .statusCode(422)
        .body("detail", containsString("line 2: '12341' has 5 cells. Understood are"));
  }

  private static Response send(String name, String more, String body) {
    return send(name, more, body, name());
  }

  private static Response send(String name, String more, String body, String repeat) {
    return operator()
        .contentType("application/x-ndjson")
        .header("Idempotency-Key", repeat)
        .body(body.getBytes(StandardCharsets.UTF_8))
        .post("/v1/datasets?name=" + name + more);
  }

  private static String name() {
    return "d-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** Two numbers that change places. */
  private static String pairs(int count) {
    return IntStream.range(0, count)
            .mapToObj(i -> "{\"input\": [[%d, 0]], \"output\": [[0, %d]]}".formatted(i, i))
            .collect(Collectors.joining("\n"))
        + "\n";
  }
}
