package dev.trm.puzzles;

import static dev.trm.puzzles.JsonTexts.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PuzzleTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sudoku | \"1.3.34122.4.43..\" | sudoku-4x4 | 6 | 16 | true",
        "maze | ['S #','  #','# G'] | maze-3x3 | 6 | 9 | true",
        "constraints | {'cells':'1...............','symbols':'1234','rules':['rows']}"
            + " | constraints-4x4 | 6 | 16 | true",
        "arc | [[0,1,2]] | arc-30x30 | 12 | 900 | false",
        "grid | [[0,1,7],[3,3,3]] | grid-3x2 | 9 | 6 | false",
      })
  void everyKindIsParsedByItsName(
      String kind, String grid, String model, int vocabulary, int cells, boolean rules) {
    Puzzle puzzle = Puzzle.parse(kind, json(grid));

    assertThat(puzzle.kind().wire()).isEqualTo(kind);
    assertThat(puzzle.kind().hasRules()).isEqualTo(rules);
    assertThat(puzzle.defaultModels()).startsWith(model, kind);
    assertThat(puzzle.vocabulary()).isEqualTo(vocabulary);
    assertThat(puzzle.sequenceLength()).isEqualTo(cells);
    assertThat(puzzle.tokens()).hasSize(cells);
    assertThat(puzzle.grid()).isEqualTo(json(grid));
    assertThat(puzzle.draft(puzzle.tokens()).checked()).isEqualTo(rules);
    assertThat(puzzle.draft(puzzle.tokens()).solved()).isFalse();
    assertThat(puzzle.layout().isPresent()).isEqualTo(kind.equals("grid"));
  }

  @Test
  void storedPuzzleComesBackWithItsLayout() {
    Puzzle asked =
        Puzzle.parse(
            "grid", json("[[0,1]]"), json("{'width': 3, 'height': 2, 'symbols': 5, 'ends': true}"));

    assertThat(asked.tokens()).containsExactly(2, 3, 1, 1, 1, 0);
    Puzzle stored = Puzzle.parse("grid", asked.grid(), asked.layout().orElseThrow().json());
    assertThat(stored.tokens()).isEqualTo(asked.tokens());
    assertThat(stored.vocabulary()).isEqualTo(7);
  }

  @Test
  void layoutOfAKindThatHasNoneIsRefused() {
    assertThatThrownBy(
            () ->
                Puzzle.parse(
                    "arc",
                    json("[[0]]"),
                    json("{'width': 3, 'height': 2, 'symbols': 5, 'ends': true}")))
        .isInstanceOf(PuzzleFormatException.class)
        .hasMessage(
            "layout is {\"width\":3,\"height\":2,\"symbols\":5,\"ends\":true}; a puzzle of kind arc has none");
  }

  @Test
  void draftOfAPuzzleWithoutRulesBreaksNone() {
    assertThatThrownBy(
            () -> new Draft(json("[]"), false, List.of(new BrokenRule("row", "row 1", List.of(0)))))
        .hasMessageContaining("what is not checked breaks none");
  }

  @Test
  void longAndControlCharactersAreShownShortAndEscaped() {
    assertThat(PuzzleFormatException.shown("a\nb")).isEqualTo("'a\\u000ab'");
    assertThat(PuzzleFormatException.shown("x".repeat(60))).isEqualTo("'" + "x".repeat(60) + "'");
    assertThat(PuzzleFormatException.shown("x".repeat(61))).isEqualTo("'" + "x".repeat(60) + "…'");
  }
}
