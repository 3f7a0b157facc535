package dev.trm.puzzles.sudoku;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.trm.puzzles.AllDifferent;
import dev.trm.puzzles.Draft;
import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.PuzzleFormatException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SudokuPuzzleTest {

  // By hand: rows 1234, 3412, 2143, 4321 keep all rules; the question leaves out six cells.
  private static final String QUESTION = "1.3.34122.4.43..";
  private static final String SOLUTION = "1234341221434321";

  @Test
  void gridComesBackInItsCanonicalForm() {
    Puzzle puzzle = Puzzle.parse("sudoku", TextNode.valueOf(QUESTION.replace('.', '0')));

    assertThat(puzzle.grid()).isEqualTo(TextNode.valueOf(QUESTION));
    assertThat(puzzle.defaultModels()).containsExactly("sudoku-4x4", "sudoku");
    assertThat(puzzle.vocabulary()).isEqualTo(6);
    assertThat(puzzle.tokens()).startsWith(2, 1, 4, 1);
  }

  @Test
  void relationsAreRowsColumnsAndBoxes() {
    AllDifferent relations =
        (AllDifferent) SudokuPuzzle.parse(".".repeat(36)).relations().orElseThrow();

    assertThat(relations.symbols()).isEqualTo(6);
    assertThat(relations.rows()).hasSize(6).contains(List.of(6, 7, 8, 9, 10, 11));
    assertThat(relations.columns()).hasSize(6).contains(List.of(1, 7, 13, 19, 25, 31));
    assertThat(relations.regions()).hasSize(6).contains(List.of(3, 4, 5, 9, 10, 11));
    assertThat(new SudokuGenerator(SudokuSize.SIX, 1).minimal().relations()).contains(relations);
  }

  @Test
  void rightAnswerIsSolved() {
    SudokuPuzzle puzzle = SudokuPuzzle.parse(QUESTION);

    Draft draft = puzzle.draft(SudokuPuzzle.parse(SOLUTION).tokens());

    assertThat(draft.solved()).isTrue();
    assertThat(draft.grid()).isEqualTo(TextNode.valueOf(SOLUTION));
  }

  @Test
  void everyBrokenRuleIsNamed() {
    int[] answer = SudokuPuzzle.parse(SOLUTION).tokens();
    answer[0] = 3; // the given 1 became a second 2 in row, column and box
    answer[15] = 1;

    Draft draft = SudokuPuzzle.parse(QUESTION).draft(answer);

    assertThat(draft.solved()).isFalse();
    assertThat(draft.brokenRules())
        .extracting(rule -> rule.rule() + ": " + rule.where())
        .containsExactly(
            "given: row 1, column 1",
            "blank: row 4, column 4",
            "row: row 1",
            "column: column 1",
            "box: box 1");
  }

  @ParameterizedTest
  @CsvSource({
    "123, 'grid has 3 characters; a Sudoku has 16, 36, 81 or 256'",
    "1...5..........., 'grid has ''5'' in row 2, column 1; a 4x4 Sudoku has 1 to 4, and . or 0 for a blank'",
    "1..1............, 'grid has 1 twice in row 1: in row 1, column 1 and in row 1, column 4'",
    "1...2...1......., 'grid has 1 twice in column 1: in row 1, column 1 and in row 3, column 1'",
    "1....1.........., 'grid has 1 twice in box 1: in row 1, column 1 and in row 2, column 2'",
    "123....4........, 'grid has no solution: its givens contradict each other'",
  })
  void wrongGridIsRefusedWithWhatAndWhere(String grid, String message) {
    assertThatThrownBy(() -> SudokuPuzzle.parse(grid))
        .isInstanceOfSatisfying(
            PuzzleFormatException.class,
            wrong -> {
              assertThat(wrong).hasMessage(message);
              assertThat(wrong.pointer()).isEqualTo("/grid");
              assertThat(wrong.value()).isEqualTo(grid);
            });
  }

  @Test
  void contradictionThatTakesALongSearchIsLetThrough() {
    String impossible =
        ".....5.8....6.1.43..........1.5........1.6...3.......553.....61........4.........";

    assertThat(SudokuPuzzle.parse(impossible).givens()).hasToString(impossible);
    assertThat(
            new SudokuSolver(SudokuSize.NINE)
                .provesContradiction(SudokuPuzzle.parse("5" + ".".repeat(80)).givens(), 1))
        .isFalse();
  }

  @Test
  void unknownKindIsRefused() {
    assertThatThrownBy(() -> Puzzle.parse("chess", TextNode.valueOf(QUESTION)))
        .isInstanceOf(PuzzleFormatException.class)
        .hasMessage("kind is 'chess'; known are sudoku, maze, constraints, arc, grid");
  }
}
