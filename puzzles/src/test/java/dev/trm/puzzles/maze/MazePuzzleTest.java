package dev.trm.puzzles.maze;

import static dev.trm.puzzles.JsonTexts.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.puzzles.AnswerScore;
import dev.trm.puzzles.BrokenRule;
import dev.trm.puzzles.Draft;
import dev.trm.puzzles.PuzzleFormatException;
import java.util.Collections;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected paths and tokens are by hand. */
class MazePuzzleTest {

  private static final String TWO_WAYS = "['S  #',' #  ','   G']";

  @Test
  void tokensAreThoseOfTheCharacters() {
    MazePuzzle puzzle = MazePuzzle.parse(json("['S #','  #','# G']"));

    assertThat(puzzle.tokens()).containsExactly(3, 2, 1, 2, 2, 1, 1, 2, 4);
    assertThat(puzzle.vocabulary()).isEqualTo(6);
    assertThat(puzzle.grid()).isEqualTo(json("['S #','  #','# G']"));
  }

  @Test
  void shapeHasTheWidthFirst() {
    assertThat(MazePuzzle.parse(json("['S  #',' #  ','   G']")).defaultModels())
        .containsExactly("maze-4x3", "maze");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"S #  # G\" | /grid | grid is \"S #  # G\"; it must be an array of strings, a row each",
        "[] | /grid | grid has 0 rows; a maze has 3 to 30",
        "['S G','   '] | /grid | grid has 2 rows; a maze has 3 to 30",
        "['SG','  ','  '] | /grid/0 | grid row 1 has 2 characters; a maze has 3 to 30",
        "['S #',7,'# G'] | /grid/1 | grid row 2 is 7; it must be a string",
        "['S #','    ','# G'] | /grid/1 | grid row 2 has 4 characters; row 1 has 3",
        "['S #','  ','# G'] | /grid/1 | grid row 2 has 2 characters; row 1 has 3",
        "['S #','  #','#.G'] | /grid/2 | grid has '.' in row 3, column 2; a maze has '#' for a wall, a"
            + " space for an open cell, 'S' and 'G'",
        "['S #','o #','# G'] | /grid/1 | grid has 'o' in row 2, column 1; a maze has '#' for a wall, a"
            + " space for an open cell, 'S' and 'G'",
        "['S #','?##','# G'] | /grid/1 | grid has '?' in row 2, column 1; a maze has '#' for a wall, a"
            + " space for an open cell, 'S' and 'G'",
        "['  #','  #','# G'] | /grid | grid has no start, 'S'",
        "['S #','  #','#  '] | /grid | grid has no goal, 'G'",
        "['S #','  #','S G'] | /grid/2 | grid has more than one start, 'S': in row 1, column 1 and in row 3,"
            + " column 1",
        "['S #','GG#','# G'] | /grid/1 | grid has more than one goal, 'G': in row 2, column 1 and in row 2,"
            + " column 2",
        "['S# ','## ','  G'] | /grid | grid has no way from the start in row 1, column 1 to the goal in row"
            + " 3, column 3",
      })
  void wrongMazeIsRefusedWithWhatAndWhere(String grid, String pointer, String message) {
    assertThatThrownBy(() -> MazePuzzle.parse(json(grid)))
        .isInstanceOfSatisfying(
            PuzzleFormatException.class,
            wrong -> {
              assertThat(wrong).hasMessage(message);
              assertThat(wrong.pointer()).isEqualTo(pointer);
            });
  }

  @Test
  void largestMazeIsTakenAndALargerOneNot() {
    assertThat(MazePuzzle.parse(open(30, 30)).sequenceLength()).isEqualTo(900);
    assertThatThrownBy(() -> MazePuzzle.parse(open(31, 30)))
        .hasMessage("grid row 1 has 31 characters; a maze has 3 to 30");
    assertThatThrownBy(() -> MazePuzzle.parse(open(30, 31)))
        .hasMessage("grid has 31 rows; a maze has 3 to 30");
  }

  private static com.fasterxml.jackson.databind.JsonNode open(int width, int height) {
    String rows =
        Collections.nCopies(height - 1, "'" + " ".repeat(width) + "'").stream()
            .collect(Collectors.joining(","));
    return json("['S" + " ".repeat(width - 2) + "G'," + rows + "]");
  }

  @Test
  void anyShortestPathSolvesButOnlyTheLabelIsStrict() {
    MazePuzzle puzzle = MazePuzzle.parse(json(TWO_WAYS));
    LabelledMaze labelled = puzzle.labelled();

    assertThat(labelled.steps()).isEqualTo(5);
    assertThat(labelled.unique()).isFalse();
    assertThat(labelled.answer()).hasToString("S  #\no#  \noooG");
    int[] other = answer("Soo#", " #oo", "   G");
    assertThat(labelled.score(other)).isEqualTo(new AnswerScore(false, true));
    assertThat(labelled.score(labelled.answer().tokens())).isEqualTo(new AnswerScore(true, true));
    assertThat(puzzle.draft(other).solved()).isTrue();
    assertThat(puzzle.draft(other).grid()).isEqualTo(json("['Soo#',' #oo','   G']"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Nothing marked, one cell missing, one cell that touches only at a corner.
        "'S  #' | ' #  ' | '   G' | connected: the path does not lead from start to goal",
        "'S  #' | 'o#  ' | 'o oG' | connected: the path does not lead from start to goal",
        "'S  #' | 'o#  ' | ' ooG' | connected: the path does not lead from start to goal",
        // A surplus cell next to a shortest path, and a path that is too long.
        "'So #' | 'o#  ' | 'oooG' | shortest: the path has 5 cells; a shortest has 4",
        "'Soo#' | 'o#oo' | 'oooG' | shortest: the path has 8 cells; a shortest has 4",
        // A wall opened, a wall added, the goal moved, an open cell replaced by padding.
        "'S   ' | 'o#  ' | 'oooG' | kept: row 1, column 4",
        "'S #o' | 'o#  ' | 'oooG' | kept: row 1, column 3; kept: row 1, column 4",
        "'S  #' | 'o#  ' | 'oooo' | kept: row 3, column 4",
        "'S ?#' | 'o#  ' | 'oooG' | kept: row 1, column 3",
        // A short cut through a wall is not a path.
        "'S  #' | 'oo  ' | '  oG' | kept: row 2, column 2; connected: the path does not lead from start to"
            + " goal",
      })
  void everyBrokenRuleIsNamed(String first, String second, String third, String broken) {
    Draft draft = MazePuzzle.parse(json(TWO_WAYS)).draft(answer(first, second, third));

    assertThat(
            draft.brokenRules().stream()
                .map(rule -> rule.rule() + ": " + rule.where())
                .collect(Collectors.joining("; ")))
        .isEqualTo(broken);
    assertThat(draft.solved()).isFalse();
  }

  @Test
  void brokenRulesNameTheirCells() {
    MazePuzzle puzzle = MazePuzzle.parse(json(TWO_WAYS));

    assertThat(puzzle.draft(answer("S  #", " #  ", "   G")).brokenRules())
        .extracting(BrokenRule::cells)
        .containsExactly(java.util.List.of(0, 11));
    assertThat(puzzle.draft(answer("So #", "o#  ", "oooG")).brokenRules())
        .extracting(BrokenRule::cells)
        .containsExactly(java.util.List.of(1, 4, 8, 9, 10));
  }

  @Test
  void goalBesideTheStartNeedsNoPath() {
    MazePuzzle puzzle = MazePuzzle.parse(json("['SG ','   ','   ']"));

    assertThat(puzzle.labelled().steps()).isEqualTo(1);
    assertThat(puzzle.draft(puzzle.tokens()).solved()).isTrue();
    assertThat(puzzle.draft(answer("SGo", "   ", "   ")).solved()).isFalse();
  }

  /** Of the six shortest paths across an open square; the order applies from the start on. */
  @Test
  void labelPrefersUpThenLeftThenDown() {
    assertThat(MazePuzzle.parse(json("['G  ','   ','  S']")).labelled().answer())
        .hasToString("Goo\n  o\n  S");
    assertThat(MazePuzzle.parse(json("['  S','   ','G  ']")).labelled().answer())
        .hasToString("ooS\no  \nG  ");
    assertThat(MazePuzzle.parse(json("['S  ','   ','  G']")).labelled().answer())
        .hasToString("S  \no  \nooG");
  }

  private static int[] answer(String... rows) {
    return String.join("", rows).chars().map("?# SGo"::indexOf).toArray();
  }
}
