package dev.trm.gateway;

import static dev.trm.gateway.Calls.json;
import static dev.trm.gateway.Calls.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.SolveSearch;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.store.JobStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Puzzles beside Sudoku, up to the job that is stored for them. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class PuzzleKindsTest {
  private static final String MAZE =
      "{\"puzzle\": {\"kind\": \"maze\", \"grid\": [\"S #\", \"  #\", \"# G\"]}%s}";
  private static final String GRID =
      "{\"puzzle\": {\"kind\": \"grid\", \"grid\": [[0, 1], [2, 3]]}, \"model\": \"%s\"%s}";

  @Inject TestSolver solver;
  @Inject TestModels models;
  @Inject JobStore jobs;

  @BeforeEach
  void register() throws Exception {
    solver.hold();
    models.register("maze-3x3", TestModels.manifest(9, 6), "a maze model");
    models.register("arc-30x30", TestModels.manifest(900, 12), "an ARC model");
    models.register("fixed", TestModels.manifest(4, 11), "grids of one size");
    ObjectNode manifest = TestModels.manifest(9, 7);
    manifest.set(
        "layout", JobJson.parse("{\"width\": 3, \"height\": 3, \"symbols\": 5, \"ends\": true}"));
    models.register("differing", manifest, "grids of several sizes");
  }

  @Test
  void mazeIsTakenAsRowsAndHaltsByItsRules() {
    SolveSpec spec = submitted(MAZE.formatted(""));

    assertThat(spec.puzzleKind()).isEqualTo("maze");
    assertThat(spec.grid()).isEqualTo(JobJson.parse("[\"S #\", \"  #\", \"# G\"]"));
    assertThat(spec.model()).isEqualTo("maze-3x3@champion");
    assertThat(spec.halt()).isEqualTo(HaltMode.CHECKED);
    assertThat(spec.layout()).isNull();
  }

  @Test
  void arcGridIsTakenAsNumbersAndHaltsByTheModel() {
    SolveSpec spec = submitted("{\"puzzle\": {\"kind\": \"arc\", \"grid\": [[0, 9], [4, 4]]}}");

    assertThat(spec.grid()).isEqualTo(JobJson.parse("[[0, 9], [4, 4]]"));
    assertThat(spec.model()).isEqualTo("arc-30x30@champion");
    assertThat(spec.halt()).isEqualTo(HaltMode.HEAD);
    assertThat(spec.layout()).isNull();
  }

  @Test
  void gridIsLaidOutAsItsModelHasLearnt() {
    assertThat(submitted(GRID.formatted("differing", "")).layout())
        .isEqualTo(JobJson.parse("{\"width\": 3, \"height\": 3, \"symbols\": 5, \"ends\": true}"));
  }

  @Test
  void modelThatTellsNoLayoutTakesGridsOfItsSizeAndVocabulary() {
    assertThat(submitted(GRID.formatted("fixed", "")).layout())
        .isEqualTo(
            JobJson.parse("{\"width\": 2, \"height\": 2, \"symbols\": 10, \"ends\": false}"));
  }

  @Test
  void modelOfAnotherNameThatWasMadeForSuchPuzzlesIsFoundIfItIsTheOnlyOne() throws Exception {
    String puzzle = "{\"puzzle\": {\"kind\": \"grid\", \"grid\": [[0, 1, 2], [3, 4, 8]]}%s}";
    refused(puzzle.formatted(""), "/model", "none is called grid-3x2. Models here: ");
    ObjectNode manifest = TestModels.manifest(6, 11);
    manifest.putObject("puzzle").put("kind", "grid").put("shape", "3x2");
    models.register("of-grids", manifest, "a model of grids of 3x2");

    assertThat(submitted(puzzle.formatted("")).model()).isEqualTo("of-grids@champion");

    models.register("others", manifest, "another model of grids of 3x2");
    refused(
        puzzle.formatted(""),
        "/model",
        "model is missing; several take such a puzzle: of-grids, others");
    assertThat(submitted(puzzle.formatted(", \"model\": \"others\"")).model())
        .isEqualTo("others@champion");
  }

  @Test
  void aNetworkOfRelationsTakesEveryPuzzleWithGroupsWithinItsBounds() throws Exception {
    ObjectNode manifest = TestModels.manifest(25, 7);
    manifest.withObject("/config").put("mixer", "RELATIONS");
    manifest.putObject("puzzle").put("kind", "sudoku").put("shape", "5x5");
    models.register("up-to-25", manifest, "a network of relations");
    String latin = "{\"puzzle\": {\"kind\": \"constraints\", \"grid\": {\"cells\": \"%s\"}}%s}";

    SolveSpec spec = submitted(latin.formatted("1" + ".".repeat(24), ""));

    assertThat(spec.model()).as("the model that comes with trm").isEqualTo("sudoku@champion");
    assertThat(spec.halt()).isEqualTo(HaltMode.CHECKED);
    assertThat(spec.grid().path("rules")).hasSize(2);
    assertThat(submitted(latin.formatted(".".repeat(25), ", \"model\": \"up-to-25\"")).model())
        .isEqualTo("up-to-25@champion");
    refused(
        "{\"puzzle\": {\"kind\": \"sudoku\", \"grid\": \"%s\"}, \"model\": \"up-to-25\"}"
            .formatted(".".repeat(36)),
        "/model",
        "takes up to 25 cells of 7 tokens (sudoku); the puzzle has 36 cells of 8 tokens");
    refused(
        "{\"puzzle\": {\"kind\": \"constraints\", \"grid\": {\"cells\": \"%s\", \"rules\": [\"x\"]}}}"
            .formatted(".".repeat(25)),
        "/puzzle/grid/rules",
        "known are rows, columns, boxes, diagonals, windows");
  }

  @Test
  void aNetworkOfNeighboursTakesMazesWithinItsBoundsAndNothingElse() throws Exception {
    ObjectNode manifest = TestModels.manifest(36, 4);
    manifest.withObject("/config").put("mixer", "NEIGHBOURS");
    manifest.putObject("puzzle").put("kind", "maze").put("shape", "6x6");
    models.register("up-to-36", manifest, "a network of neighbours");
    String named = "{\"puzzle\": {\"kind\": \"%s\", \"grid\": %s}, \"model\": \"up-to-36\"}";

    assertThat(
            submitted(named.formatted("maze", "[\"S ##\", \"   #\", \"#  #\", \"## G\"]")).model())
        .isEqualTo("up-to-36@champion");
    refused(
        named.formatted("sudoku", "\"" + ".".repeat(16) + "\""),
        "/model",
        "takes up to 36 cells of 4 tokens (maze); the puzzle has 16 cells of 6 tokens");
    refused(
        named.formatted("maze", "[\"S            \", \"#############\", \"            G\"]"),
        "/puzzle/grid",
        "no way");
    refused(
        named.formatted("maze", "[\"S            \", \"             \", \"            G\"]"),
        "/model",
        "the puzzle has 39 cells");
  }

  @Test
  void modelWhoseBoardTakesAGridIsFound() throws Exception {
    ObjectNode manifest = TestModels.manifest(35, 9);
    manifest.putObject("puzzle").put("kind", "grid").put("shape", "7x5");
    manifest.set(
        "layout", JobJson.parse("{\"width\": 7, \"height\": 5, \"symbols\": 7, \"ends\": true}"));
    models.register("of-a-user", manifest, "a model of a user's grids");

    assertThat(
            submitted("{\"puzzle\": {\"kind\": \"grid\", \"grid\": [[6, 1, 2, 3, 4, 5]]}}").model())
        .isEqualTo("of-a-user@champion");
    refused(
        "{\"puzzle\": {\"kind\": \"grid\", \"grid\": [[7, 1, 2, 3, 4, 5]]}}",
        "/model",
        "none is called grid-6x1");
  }

  @Test
  void gridThatDoesNotFitItsModelIsRefused() {
    refused(
        "{\"puzzle\": {\"kind\": \"grid\", \"grid\": [[5]]}, \"model\": \"differing\"}",
        "/puzzle/grid",
        "grid has the value 5; the largest is 4");
    refused(
        "{\"puzzle\": {\"kind\": \"grid\", \"grid\": [[1, 2, 3, 4]]}, \"model\": \"differing\"}",
        "/puzzle/grid",
        "grid is 4x1; its width and height must be at most 3x3");
    refused(
        "{\"puzzle\": {\"kind\": \"grid\", \"grid\": [[1, 2, 3]]}, \"model\": \"fixed\"}",
        "/model",
        "takes 4 cells of 11 tokens; the puzzle has 3 cells");
    refused(
        "{\"puzzle\": {\"kind\": \"sudoku\", \"grid\": \"%s\"}, \"model\": \"differing\"}"
            .formatted(Calls.GRID),
        "/model",
        "takes 9 cells");
  }

  @Test
  void modelOfAnotherKindIsRefusedThoughItsCellsAndTokensAreThePuzzles() throws Exception {
    ObjectNode manifest = TestModels.manifest(16, 6);
    manifest.putObject("dataset").put("generator", "sudoku");
    models.register("sudoku-only", manifest, "made for Sudoku");

    refused(
        "{\"puzzle\": {\"kind\": \"maze\", \"grid\": [\"S   \", \"    \", \"    \", \"   G\"]},"
            + " \"model\": \"sudoku-only\"}",
        "/model",
        "takes 16 cells of 6 tokens (sudoku); the puzzle has 16 cells of 6 tokens (maze)");
  }

  @Test
  void haltingByRulesIsRefusedWhereThereAreNone() {
    refused(
        GRID.formatted("differing", ", \"options\": {\"halt\": \"checked\"}"),
        "/options/halt",
        "halt is 'checked'; a puzzle of kind grid has no rules to check an answer by");
    assertThat(
            submitted(GRID.formatted("differing", ", \"options\": {\"halt\": \"fixed\"}")).halt())
        .isEqualTo(HaltMode.FIXED);
    assertThat(submitted(MAZE.formatted(", \"options\": {\"halt\": \"head\"}")).halt())
        .isEqualTo(HaltMode.HEAD);
  }

  @Test
  void jobShowsItsPuzzleInTheFormItWasSentIn() {
    String id = submit(MAZE.formatted(""));

    operator()
        .get("/v1/jobs/" + id)
        .then()
        .statusCode(200)
        .body("puzzle.kind", equalTo("maze"))
        .body("puzzle.grid", equalTo(List.of("S #", "  #", "# G")));
    cancel(id);
  }

  /** The tests' solver only knows Sudoku: it must fail what it can't answer and go on. */
  @Test
  void jobThatTheTestsSolverCannotAnswerFailsAndOthersGoOn() throws Exception {
    models.usual();
    String maze = submit(MAZE.formatted(""));
    solver.answer();

    json(Calls.puzzle(""))
        .header("Prefer", "wait=60")
        .post("/v1/solve-jobs")
        .then()
        .statusCode(200)
        .body("state", equalTo("SUCCEEDED"));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> operator().get("/v1/jobs/" + maze).then().body("state", equalTo("FAILED")));
  }

  @Test
  void attemptsAreSixteenWhereThereAreRulesAndOneIsNoSearch() {
    SolveSpec usual = submitted(Calls.puzzle(""));
    SolveSpec one =
        submitted(Calls.puzzle(", \"options\": {\"search\": {\"attempts\": 1, \"seed\": 3}}"));
    SolveSpec bounded =
        submitted(
            Calls.puzzle(", \"options\": {\"maxCycles\": 64, \"search\": {\"attempts\": 1024}}"));

    assertThat(usual.search()).isEqualTo(new SolveSearch(16, null, null));
    assertThat(usual.budget()).isEqualTo(256);
    assertThat(one.search()).isNull();
    assertThat(bounded.budget()).isEqualTo(SolveSearch.MOST_BUDGET);
  }

  private SolveSpec submitted(String body) {
    String id = submit(body);
    SolveSpec spec = jobs.find(JobId.parse(id)).orElseThrow().solveSpec();
    cancel(id);
    return spec;
  }

  private static String submit(String body) {
    return json(body).post("/v1/solve-jobs").then().statusCode(202).extract().path("id");
  }

  private static void cancel(String id) {
    operator().post("/v1/jobs/" + id + "/cancel").then().statusCode(200);
  }

  private static void refused(String body, String pointer, String words) {
    json(body)
        .post("/v1/solve-jobs")
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body("errors[0].pointer", equalTo(pointer))
        .body("errors[0].detail", containsString(words));
  }
}
