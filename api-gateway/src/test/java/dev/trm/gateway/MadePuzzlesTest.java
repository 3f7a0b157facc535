package dev.trm.gateway;

import static dev.trm.gateway.Calls.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.puzzles.Puzzle;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class MadePuzzlesTest {
  @ParameterizedTest
  @CsvSource({"4, 6", "6, 14", "9, 32", "16, 110"})
  void sudokuOfEverySizeIsMadeWithTwoFifthsGiven(int size, int givens) throws Exception {
    JsonPath made = made("/v1/puzzles/sudoku?size=" + size);

    String grid = made.getString("grid");
    assertThat(grid).hasSize(size * size);
    assertThat(made.getInt("givens")).isGreaterThanOrEqualTo(givens);
    // The parser refuses a Sudoku without a solution.
    assertThat(Puzzle.parse(made.getString("kind"), new TextNode(grid)).grid().asText())
        .isEqualTo(grid);
  }

  @Test
  void seedMakesTheSameOneAgain() {
    JsonPath first = made("/v1/puzzles/sudoku?size=6&givens=10");

    operator()
        .get("/v1/puzzles/sudoku?size=6&givens=10&seed=" + first.getInt("seed"))
        .then()
        .statusCode(200)
        .body("grid", equalTo(first.getString("grid")));
  }

  @Test
  void mazeIsMadeAsLargeAsWishedWithAWay() {
    JsonPath made = made("/v1/puzzles/maze?width=7&height=5");

    assertThat(made.getList("grid", String.class)).hasSize(5).allMatch(row -> row.length() == 7);
    assertThat(String.join("", made.getList("grid", String.class)))
        .containsOnlyOnce("S")
        .containsOnlyOnce("G");
    assertThat(made.getInt("steps")).isGreaterThanOrEqualTo(4);
  }

  private static JsonPath made(String path) {
    return operator().get(path).then().statusCode(200).extract().jsonPath();
  }
}
