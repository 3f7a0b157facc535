package dev.trm.gateway;

import static dev.trm.gateway.Calls.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.JobJson;
import dev.trm.puzzles.Puzzle;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class MadePuzzlesTest {
  @ParameterizedTest
  @CsvSource({"4, 6", "6, 14", "9, 32", "16, 110"})
  void sudokuOfEverySizeIsMadeWithTwoFifthsGiven(int size, int givens) throws Exception {
    JsonPath made = made("/v1/puzzles/sudoku?size=" + size);

    String grid = made.getString("puzzle.grid");
    assertThat(grid).hasSize(size * size);
    assertThat(grid.chars().filter(symbol -> symbol != '.')).hasSizeGreaterThanOrEqualTo(givens);
    // The parser refuses a Sudoku without a solution.
    assertThat(Puzzle.parse(made.getString("puzzle.kind"), new TextNode(grid)).grid().asText())
        .isEqualTo(grid);
  }

  @Test
  void seedMakesTheSameOneAgain() {
    Response first = operator().get("/v1/puzzles/sudoku?size=6&givens=10");

    assertThat(first.header("Content-Location")).startsWith("/v1/puzzles/sudoku?size=6&givens=10&");
    operator()
        .get(first.header("Content-Location"))
        .then()
        .statusCode(200)
        .body("puzzle.grid", equalTo(first.jsonPath().getString("puzzle.grid")));
  }

  @Test
  void mazeIsMadeAsLargeAsWishedWithAWay() {
    JsonPath made = made("/v1/puzzles/maze?width=7&height=5");

    assertThat(made.getList("puzzle.grid", String.class))
        .hasSize(5)
        .allMatch(row -> row.length() == 7);
    assertThat(String.join("", made.getList("puzzle.grid", String.class)))
        .containsOnlyOnce("S")
        .containsOnlyOnce("G");
  }

  @ParameterizedTest
  @CsvSource({"jigsaw, 7", "x-sudoku, 9", "windoku, 9", "latin, 5"})
  void variantsAreMadeWithTheirGroups(String variant, int size) throws Exception {
    Response made =
        operator().get("/v1/puzzles/constraints?variant=" + variant + "&size=" + size + "&seed=3");
    JsonNode puzzle = JobJson.parse(made.asString()).path("puzzle");

    assertThat(made.header("Content-Location"))
        .startsWith("/v1/puzzles/constraints?variant=" + variant + "&size=" + size + "&givens=");
    assertThat(Puzzle.parse(puzzle.path("kind").asText(), puzzle.path("grid")).grid())
        .isEqualTo(puzzle.path("grid"));
    assertThat(puzzle.path("grid").has("regions")).isEqualTo(variant.equals("jigsaw"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sudoku?size=9", "maze?width=7&height=5", "constraints?variant=jigsaw&size=6"})
  void answerIsABodyOfASolve(String path) {
    String body = operator().get("/v1/puzzles/" + path).asString();

    // There is no model of either here: everything else of the body is accepted.
    operator()
        .contentType("application/json")
        .body(body)
        .post("/v1/solve-jobs")
        .then()
        .statusCode(anyOf(is(202), is(422)))
        .body("errors.pointer", anyOf(nullValue(), everyItem(equalTo("/model"))));
  }

  @Test
  void whatPeopleWriteIsReadAndWhatIsNoneIsToldByItsLine() {
    JsonPath read =
        read(
            "Grid 01\n1 . | 3 .\n. . | 2 .\n----+----\n. 1 | . .\n. 4 | . 2\n\n12z4\n\nS #\n  #\n# G\n");

    assertThat(read.getList("puzzles.line", Integer.class)).containsExactly(2, 10);
    assertThat(read.getString("puzzles[0].puzzle.grid")).isEqualTo("1.3...2..1...4.2");
    assertThat(read.getString("puzzles[1].puzzle.kind")).isEqualTo("maze");
    assertThat(read.getList("puzzles[1].puzzle.grid", String.class))
        .containsExactly("S #", "  #", "# G");
    assertThat(read.getList("problems.line", Integer.class)).containsExactly(8);
    assertThat(read.getString("problems[0].detail"))
        .isEqualTo("'z' in cell 3 is no symbol of a 4×4 grid");
    assertThat(read.getString("forms")).isNull();
  }

  @Test
  void tasksAreReadAndATextWithoutAPuzzleSaysWhatIsUnderstood() {
    JsonPath task =
        read(
            "{\"train\": [{\"input\": [[1]], \"output\": [[2]]}], \"test\": [{\"input\": [[3]]}]}");

    assertThat(task.getInt("tasks[0].task.test[0].input[0][0]")).isEqualTo(3);
    assertThat(read("Dear all,").getString("forms")).startsWith("Understood are a Sudoku a line");
  }

  private static JsonPath read(String text) {
    return operator()
        .contentType("text/plain; charset=utf-8")
        .body(text.getBytes(StandardCharsets.UTF_8))
        .post("/v1/puzzles/read")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static JsonPath made(String path) {
    return operator().get(path).then().statusCode(200).extract().jsonPath();
  }
}
