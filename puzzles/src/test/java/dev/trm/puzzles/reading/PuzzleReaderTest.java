package dev.trm.puzzles.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.puzzles.maze.LabelledMaze;
import dev.trm.puzzles.maze.MazeGenerator;
import dev.trm.puzzles.maze.MazeShape;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated puzzles, written in every form, are read back unchanged. */
class PuzzleReaderTest {
  private static final String NINE = grids(SudokuSize.NINE, 1, 4).get(0);

  private static List<RatedPuzzle> puzzles(SudokuSize size, int count, long seed) {
    SudokuGenerator generator = new SudokuGenerator(size, seed);
    int givens = size == SudokuSize.SIXTEEN ? 160 : size.cells() * 2 / 5;
    return Stream.generate(() -> generator.withGivens(givens)).limit(count).toList();
  }

  private static List<String> grids(SudokuSize size, int count, long seed) {
    return puzzles(size, count, seed).stream().map(each -> each.puzzle().toString()).toList();
  }

  private static List<LabelledMaze> mazes(int width, int height, int count, long seed) {
    MazeGenerator generator = new MazeGenerator(new MazeShape(width, height, true, 3), seed);
    return Stream.generate(() -> generator.next().orElseThrow()).limit(count).toList();
  }

  static Stream<Arguments> forms() {
    return Stream.of(SudokuSize.values())
        .flatMap(
            size -> SudokuForms.of(size).keySet().stream().map(form -> Arguments.of(size, form)));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void everyFormOfSudokuReadsBackIdentical(SudokuSize size, String form) {
    for (int seed = 1; seed <= (size == SudokuSize.SIXTEEN ? 2 : 8); seed++) {
      List<RatedPuzzle> puzzles = puzzles(size, 3, seed);
      String text = Objects.requireNonNull(SudokuForms.of(size).get(form)).apply(puzzles);

      assertThat(Records.of(text).grids())
          .as(text)
          .isEqualTo(puzzles.stream().map(each -> each.puzzle().toString()).toList());
      assertThat(Records.of("\uFEFF" + text.replace("\n", "\r\n") + "\r\n").grids()).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource(SudokuSize.class)
  void tablesReadBackWithTheirSolutions(SudokuSize size) {
    List<RatedPuzzle> puzzles = puzzles(size, 5, 11);
    List<String> solutions = puzzles.stream().map(each -> each.solution().toString()).toList();
    for (String header :
        List.of("puzzle,solution", "quizzes,solutions", "\"puzzle\",\"solution\"")) {
      String table =
          header
              + "\n"
              + puzzles.stream()
                  .map(each -> each.puzzle() + "," + each.solution())
                  .collect(Collectors.joining("\n"));

      Records read = Records.of(table);

      assertThat(read.grids())
          .isEqualTo(puzzles.stream().map(each -> each.puzzle().toString()).toList());
      assertThat(read.solutions()).isEqualTo(solutions);
      assertThat(read.lines()).containsExactly(2, 3, 4, 5, 6);
    }
    String published =
        "source,question,answer,rating\r\n"
            + puzzles.stream()
                .map(each -> "\"a, b\"," + each.puzzle() + "," + each.solution() + ",12\r\n")
                .collect(Collectors.joining());
    assertThat(Records.of(published).solutions()).isEqualTo(solutions);
    String bare =
        puzzles.stream()
            .map(each -> each.puzzle() + (size == SudokuSize.FOUR ? "; " : ",") + each.solution())
            .collect(Collectors.joining("\n"));
    if (size != SudokuSize.FOUR) {
      assertThat(Records.of(bare).solutions()).isEqualTo(solutions);
    }
  }

  /** The first symbol is 0 in the solution, and so in the puzzle. */
  @Test
  void solutionShowsThatZeroIsASymbol() {
    RatedPuzzle puzzle = puzzles(SudokuSize.SIXTEEN, 1, 3).get(0);
    String shifted = shifted(puzzle.puzzle().toString());

    Records read =
        Records.of("puzzle,solution\n" + shifted + "," + shifted(puzzle.solution().toString()));

    assertThat(read.grids()).containsExactly(puzzle.puzzle().toString());
    assertThat(read.solutions()).containsExactly(puzzle.solution().toString());
  }

  private static String shifted(String grid) {
    return grid.chars()
        .mapToObj(
            c ->
                c == '.'
                    ? "."
                    : String.valueOf(Character.forDigit(c - (c <= '9' ? '0' : 'A' - 10) - 1, 16)))
        .collect(Collectors.joining());
  }

  @Test
  void aZeroThatCanBeBlankOrSymbolIsRefusedWithAWayOut() {
    String solution = puzzles(SudokuSize.SIXTEEN, 1, 3).get(0).solution().toString();
    String noLast = solution.replace('G', 'F');

    assertThat(Records.of("0" + noLast.substring(1)).problems())
        .containsExactly(
            "1: 0 can be a blank or the first of the symbols 0 to F; write blanks as '.', or the"
                + " symbols as 1 to G");
  }

  static Stream<Charset> charsets() {
    return Stream.of(
        StandardCharsets.UTF_8,
        StandardCharsets.UTF_16,
        StandardCharsets.UTF_16LE,
        StandardCharsets.UTF_16BE);
  }

  @ParameterizedTest
  @MethodSource("charsets")
  void encodingsAreTold(Charset charset) {
    String text = NINE + "\r\nGrid 2\r\n" + NINE + "\r\n";

    assertThat(Records.of(text, charset).grids()).containsExactly(NINE, NINE);
    if (charset != StandardCharsets.UTF_16) { // this charset writes its own byte-order mark
      assertThat(Records.of("\uFEFF" + text, charset).lines()).containsExactly(1, 3);
    }
  }

  @Test
  void mazesReadBackInRowsAndAsSquares() {
    for (int seed = 1; seed <= 40; seed++) {
      int side = 4 + seed % 9;
      List<LabelledMaze> mazes = mazes(side, side, 3, seed);
      List<String> expected = mazes.stream().map(maze -> maze.question().toString()).toList();

      assertThat(Records.of("# Mazes\n" + String.join("\n\n", expected) + "\n").grids())
          .isEqualTo(expected);
      assertThat(
              Records.of(
                      "Maze 1\n"
                          + String.join("\nMaze 2\n", expected).replace('S', 'A').replace('G', 'B'))
                  .grids())
          .hasSize(3);
      String squares =
          expected.stream().map(maze -> maze.replace("\n", "")).collect(Collectors.joining("\n"));
      assertThat(Records.of(squares).grids()).isEqualTo(expected);
      String table =
          mazes.stream()
              .map(
                  maze ->
                      "made,"
                          + maze.question().toString().replace("\n", "")
                          + ","
                          + maze.answer().toString().replace("\n", "")
                          + ",0")
              .collect(Collectors.joining("\n", "source,question,answer,rating\n", "\n"));
      assertThat(Records.of(table).grids()).isEqualTo(expected);
      assertThat(Records.of(table).solutions())
          .isEqualTo(mazes.stream().map(maze -> maze.answer().toString()).toList());
    }
  }

  @Test
  void oblongMazeAndOneWhoseSpacesAtTheEndsOfLinesWereCutReadBack() {
    String maze = mazes(9, 5, 1, 8).get(0).question().toString();
    String cut = "S  #\n##  #\n#   \n#  G#";

    assertThat(Records.of(maze).grids()).containsExactly(maze);
    assertThat(Records.of(cut).grids()).containsExactly("S  # \n##  #\n#    \n#  G#");
  }

  @Test
  void jsonLinesAndOneObjectOverSeveralLinesReadBack() {
    String line = "{\"kind\": \"sudoku\", \"grid\": \"" + NINE + "\"}";

    assertThat(Records.of(line + "\n\n" + line).grids()).containsExactly(NINE, NINE);
    assertThat(Records.of(line.replace(", ", ",\n  ")).grids()).containsExactly(NINE);
    assertThat(Records.of(line + "\n{\"kind\": 1}\n{").problems())
        .hasSize(2)
        .anyMatch(problem -> problem.startsWith("2: the puzzle needs kind"))
        .anyMatch(problem -> problem.startsWith("3: the line is not JSON"));
  }

  @Test
  void tasksAreReadAloneAndByIdAndOneWithStringsIsRefusedByName() {
    String task =
        "{\"train\": [{\"input\": [[1]], \"output\": [[2]]}], \"test\": [{\"input\": [[3]]}]}";
    String strings = task.replace("[[3]]", "[[\"3\"]]");

    assertThat(Records.of(task).tasks).singleElement().matches(each -> each.id().equals("alone"));
    Records both = Records.of("// tasks\n{\"aa\": " + strings + ",\n \"bb\": " + task + "}");
    assertThat(both.tasks).singleElement().matches(each -> each.id().equals("bb"));
    assertThat(both.problems())
        .singleElement()
        .asString()
        .startsWith("2: task 'aa': /test/0/input: has \"3\" in row 1, column 1");
  }

  @Test
  void aBadLineNamesItselfAndLosesNoOther() {
    String broken = NINE.substring(0, 80) + "z";
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < 9; row++) {
      rows.add(NINE.substring(row * 9, row * 9 + 9));
    }
    String good = String.join("\n", rows);
    rows.set(4, rows.get(4).substring(1));
    String short8 = String.join("\n", rows);

    Records lines = Records.of(NINE + "\n" + broken + "\n" + NINE.substring(1) + "\n" + NINE);
    assertThat(lines.lines()).containsExactly(1, 4);
    assertThat(lines.problems().get(0)).isEqualTo("2: 'z' in cell 81 is no symbol of a 9×9 grid");
    assertThat(lines.problems().get(1)).startsWith("3: ").contains("has 80 cells. Understood are");

    Records grids = Records.of(good + "\n\n" + short8 + "\n\n" + good);
    assertThat(grids.lines()).containsExactly(1, 21);
    assertThat(grids.problems())
        .singleElement()
        .asString()
        .startsWith("15: ")
        .endsWith("(its grid begins in line 11)");

    rows.remove(4);
    Records missing = Records.of(good + "\n\n" + String.join("\n", rows) + "\n\n" + good);
    assertThat(missing.lines()).containsExactly(1, 20);
    assertThat(missing.problems())
        .containsExactly("11: the grid has 8 rows of 9 cells; it needs 9 rows");
  }

  @Test
  void aTableWithABadRowGoesOnBehindIt() {
    Records read =
        Records.of("puzzle,solution\n" + NINE + ",\n12,34\n\n" + NINE + "\n" + NINE + ",");

    assertThat(read.lines()).containsExactly(2, 6);
    assertThat(read.problems())
        .containsExactly(
            "3: '12' is no Sudoku of 16, 36, 81 or 256 cells",
            "5: the row has 1 columns; the header has 2");
  }

  @Test
  void proseHoldsNoPuzzle() {
    Records read = Records.of("Dear all,\nhere are no puzzles.\n\nYours\n");

    assertThat(read.puzzles).isEmpty();
    assertThat(read.refused).isEmpty();
  }
}
