package dev.trm.puzzles.constraints;

import static dev.trm.puzzles.JsonTexts.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.puzzles.AllDifferent;
import dev.trm.puzzles.Draft;
import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.PuzzleFormatException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstraintsPuzzleTest {

  // By hand: rows, columns, boxes and both diagonals of 1234, 3412, 4321, 2143 hold 1 to 4.
  private static final String SOLUTION = "1234341243212143";

  @Test
  void aGridOfRowsAloneIsALatinSquareInItsCanonicalForm() {
    Puzzle puzzle = parse("{'cells': ['1234', '3.1.', '0...', '....']}");

    assertThat(puzzle.grid())
        .isEqualTo(
            json("{'cells':'12343.1.........','symbols':'1234','rules':['rows','columns']}"));
    assertThat(puzzle.defaultModels()).containsExactly("constraints-4x4", "constraints", "sudoku");
    assertThat(puzzle.vocabulary()).isEqualTo(6);
    assertThat(puzzle.tokens()).startsWith(2, 3, 4, 5, 4, 1, 2, 1);
    assertThat(parse(puzzle.grid().toString().replace('"', '\'')).grid()).isEqualTo(puzzle.grid());
  }

  @Test
  void everyFieldComesBack() {
    JsonNode grid =
        json(
            "{'cells':'A...............','symbols':'ABCD','rules':['rows','boxes','diagonals'],"
                + "'regions':'aaaabbbb....dddd','groups':[[0,5,9],[1,2]]}");

    assertThat(Puzzle.parse("constraints", grid).grid()).isEqualTo(grid);
  }

  @Test
  void cellsOfAGroupAreNamedByNumberOrByRowAndColumn() {
    Puzzle puzzle = parse("{'cells':'................','rules':[],'groups':[['r1c1','r2c3',15]]}");

    assertThat(puzzle.grid().path("groups")).isEqualTo(json("[[0,6,15]]"));
  }

  @Test
  void relationsAreRowsColumnsAndAllOtherGroups() {
    Puzzle puzzle =
        parse(
            "{'cells':'................','rules':['columns','diagonals','windows'],"
                + "'regions':'AABBAABBCCDDCCDD','groups':[[0,1]]}");

    AllDifferent relations = (AllDifferent) puzzle.relations().orElseThrow();

    assertThat(relations.rows()).isEmpty();
    assertThat(relations.columns()).hasSize(4).contains(List.of(1, 5, 9, 13));
    assertThat(relations.regions())
        .containsExactly(
            List.of(0, 5, 10, 15),
            List.of(3, 6, 9, 12),
            List.of(5, 6, 9, 10),
            List.of(0, 1, 4, 5),
            List.of(2, 3, 6, 7),
            List.of(8, 9, 12, 13),
            List.of(10, 11, 14, 15),
            List.of(0, 1));
  }

  @Test
  void windokuHasFourWindowsBetweenItsBoxes() {
    Puzzle puzzle = parse("{'cells':'" + ".".repeat(81) + "','rules':['windows']}");

    assertThat(((AllDifferent) puzzle.relations().orElseThrow()).regions())
        .hasSize(4)
        .startsWith(List.of(10, 11, 12, 19, 20, 21, 28, 29, 30))
        .endsWith(List.of(50, 51, 52, 59, 60, 61, 68, 69, 70));
  }

  @Test
  void rightAnswerIsSolvedAndItsDraftIsAGridOfTheSameForm() {
    Puzzle puzzle = parse("{'cells':'1...............','rules':['rows','columns','diagonals']}");

    Draft draft = puzzle.draft(tokens(SOLUTION));

    assertThat(draft.solved()).isTrue();
    assertThat(draft.grid()).isEqualTo(((ObjectNode) puzzle.grid()).put("cells", SOLUTION));
  }

  @Test
  void everyBrokenRuleIsNamedByItsGroupAndSymbol() {
    // By hand: rows 1.34, 3112, 4321, 1142.
    int[] answer = tokens("1234341243211142");
    answer[1] = 0; // the padding counts as a blank
    Puzzle puzzle =
        parse(
            "{'cells':'.....4..........','rules':['rows','boxes','diagonals'],"
                + "'regions':'AA..AA..........','groups':[[0,12,13]]}");
    answer[5] = 2; // the given 4 became a second 1

    assertThat(puzzle.draft(answer).brokenRules())
        .extracting(rule -> rule.rule() + ": " + rule.where())
        .containsExactly(
            "blank: row 1, column 2",
            "given: row 2, column 2",
            "row: row 2 has 1 twice",
            "row: row 4 has 1 twice",
            "box: box 1 has 1 twice",
            "box: box 3 has 1 twice",
            "box: box 4 has 2 twice",
            "diagonal: diagonal ↘ has 1 twice",
            "diagonal: diagonal ↘ has 2 twice",
            "diagonal: diagonal ↙ has 1 twice",
            "region: region A has 1 twice",
            "group: group 1 has 1 3 times");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1] | /grid | grid is [1]; a puzzle of kind constraints is an object",
        "{'cell':'1'} | /grid/cell | grid.cell is not known; the grid has cells, symbols, rules",
        "{} | /grid/cells | grid.cells is missing",
        "{'cells':5} | /grid/cells | grid.cells is 5; it must be the puzzle's symbols row by row",
        "{'cells':['12','1']} | /grid/cells/1 | grid.cells row 2 is \"1\"; it must be a string of 2",
        "{'cells':'123'} | /grid/cells | grid.cells has 3 characters; a square of side 4 to 16",
        "{'cells':'5...............'} | /grid/cells | grid.cells has '5' in row 1, column 1; the"
            + " symbols are 1234, and . for a blank",
        "{'cells':'11..............'} | /grid/cells | grid.cells has 1 twice in row 1: in row 1,"
            + " column 1 and in row 1, column 2",
        "{'cells':'1....1..........','rules':['diagonals']} | /grid/cells | twice in diagonal ↘: in",
        "{'cells':'123....4........'} | /grid/cells | has no solution: its givens contradict",
        "{'cells':'................','symbols':'1'} | /grid/symbols | grid.symbols is \"1\"; it must",
        "{'cells':'................','symbols':'11'} | /grid/symbols | grid.symbols has '1' twice",
        "{'cells':'................','symbols':'1.'} | /grid/symbols | grid.symbols has '.', which",
        "{'cells':'................','symbols':'1 2'} | /grid/symbols | \\u0020 as character 2",
        "{'cells':'................','symbols':'123'} | /grid | row 1 has 4 cells, and only 3",
        "{'cells':'................','rules':'rows'} | /grid/rules | grid.rules is \"rows\"; it must",
        "{'cells':'................','rules':['row']} | /grid/rules | grid.rules has \"row\"; known"
            + " are rows, columns, boxes, diagonals, windows",
        "{'cells':'.........................','rules':['boxes']} | /grid/rules | side 5 has no boxes",
        "{'cells':'.........................','rules':['windows']} | /grid/rules | side 5 has no win",
        "{'cells':'................','rules':[]} | /grid | the puzzle has no rules, regions or groups",
        "{'cells':'................','regions':'AABB'} | /grid/regions | grid.regions has 4 characters",
        "{'cells':'................','regions':'AAAAABBBBBBCCCCC'} | /grid | region A has 5 cells, and",
        "{'cells':'................','groups':[[1]]} | /grid/groups/0 | group 1 is [1]; it must be",
        "{'cells':'................','groups':[[1,16]]} | /grid/groups/0 | has 16; a cell is 0 to 15",
        "{'cells':'................','groups':[[1,2],['r1c1','r1c5']]} | /grid/groups/1 | has \"r1c5\"",
        "{'cells':'................','groups':[['r1c2',1]]} | /grid/groups/0 | group 1, has 1 twice",
      })
  void wrongGridIsRefusedWithFieldAndValue(String grid, String pointer, String message) {
    assertThatThrownBy(() -> parse(grid))
        .isInstanceOfSatisfying(
            PuzzleFormatException.class,
            wrong -> {
              assertThat(wrong).hasMessageContaining(message);
              assertThat(wrong.pointer()).isEqualTo(pointer);
            });
  }

  @Test
  void moreGroupsThanAreAllowedAreRefused() {
    String pairs = "[0,1],".repeat(512) + "[2,3]";

    assertThatThrownBy(
            () -> parse("{'cells':'................','rules':[],'groups':[" + pairs + "]}"))
        .hasMessageContaining("has 513 groups of cells; at most 512");
  }

  private static Puzzle parse(String grid) {
    return Puzzle.parse("constraints", json(grid));
  }

  private static int[] tokens(String digits) {
    return digits.chars().map(digit -> digit - '0' + 1).toArray();
  }
}
