package dev.trm.puzzles.solved;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.puzzles.Example;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.grid.GridLayout;
import dev.trm.puzzles.grid.GroupSplit;
import dev.trm.puzzles.maze.LabelledMaze;
import dev.trm.puzzles.maze.MazeGenerator;
import dev.trm.puzzles.maze.MazeShape;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import dev.trm.puzzles.sudoku.SudokuCanonicalForm;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuGrid;
import dev.trm.puzzles.sudoku.SudokuSize;
import dev.trm.puzzles.upload.UploadReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SolvedPuzzleUploadTest {
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  private UploadReport copy(String text) throws IOException {
    return new SolvedPuzzleUpload(new GroupSplit(0.25, 3))
        .copy(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), content, 1_000);
  }

  private SolvedPuzzleSet set() throws IOException {
    return SolvedPuzzleSet.read(new ByteArrayInputStream(content.toByteArray()));
  }

  private static List<RatedPuzzle> sudokus(int count) {
    SudokuGenerator generator = new SudokuGenerator(SudokuSize.NINE, 5);
    return Stream.generate(() -> generator.withGivens(30)).limit(count).toList();
  }

  private static String table(List<RatedPuzzle> puzzles) {
    return puzzles.stream()
        .map(each -> "made up," + each.puzzle() + "," + each.solution() + ",3")
        .collect(Collectors.joining("\n", "source,question,answer,rating\n", "\n"));
  }

  @Test
  void tableOfSudokusBecomesASetWhoseHeldOutPuzzlesHaveNoEquivalentToTrainOn() throws IOException {
    List<RatedPuzzle> puzzles = sudokus(60);

    UploadReport report = copy(table(puzzles));

    assertThat(report.kind()).isEqualTo(PuzzleKind.SUDOKU);
    assertThat(report.layout()).contains(new GridLayout(9, 9, 10, false));
    assertThat(report.training() + report.heldOut()).isEqualTo(60);
    assertThat(report.heldOut()).isBetween(5, 30);
    assertThat(report.refused()).isZero();
    SolvedPuzzleSet set = set();
    assertThat(set.examples().size()).isEqualTo(report.training());
    assertThat(set.judged()).hasSize(report.heldOut()).allMatch(puzzles::contains);
    Example example = set.examples().draw(0, new SplittableRandom(1));
    SudokuGrid question = grid(example.question());
    SudokuGrid answer = grid(example.answer());
    assertThat(puzzles)
        .anyMatch(
            each ->
                SudokuCanonicalForm.of(each.puzzle(), each.solution())
                    .equals(SudokuCanonicalForm.of(question, answer)));
  }

  private static SudokuGrid grid(int[] tokens) {
    return SudokuGrid.of(java.util.Arrays.stream(tokens).map(token -> token - 1).toArray());
  }

  @Test
  void puzzlesWithoutSolutionsAreSolved() throws IOException {
    List<RatedPuzzle> puzzles = sudokus(30);
    String lines =
        puzzles.stream().map(each -> each.puzzle().toString()).collect(Collectors.joining("\n"));

    copy(table(puzzles));
    byte[] withSolutions = content.toByteArray();
    content.reset();
    copy(lines);

    assertThat(content.toByteArray()).isEqualTo(withSolutions);
  }

  @Test
  void mazesWithTheirPathsBecomeASet() throws IOException {
    MazeGenerator generator = new MazeGenerator(new MazeShape(6, 6, true, 4), 2);
    List<LabelledMaze> mazes =
        Stream.generate(() -> generator.next().orElseThrow()).limit(40).toList();
    String table =
        mazes.stream()
            .map(
                each ->
                    String.join("", each.question().rows())
                        + ","
                        + String.join("", each.answer().rows()))
            .collect(Collectors.joining("\n", "question,answer\n", "\n"));

    UploadReport report = copy(table);

    assertThat(report.kind()).isEqualTo(PuzzleKind.MAZE);
    assertThat(report.layout()).contains(new GridLayout(6, 6, 5, false));
    assertThat(set().judged()).isNotEmpty().allMatch(mazes::contains);
  }

  @Test
  void wrongSolutionsAndOtherSizesAreRefusedByLine() throws IOException {
    RatedPuzzle good = sudokus(1).get(0);
    RatedPuzzle small = new SudokuGenerator(SudokuSize.FOUR, 1).withGivens(8);
    char last = good.solution().toString().charAt(80);
    String wrong = good.solution().toString().substring(0, 80) + (last == '1' ? '2' : '1');
    String table =
        "puzzle,solution\n"
            + good.puzzle()
            + ","
            + good.solution()
            + "\n"
            + good.puzzle()
            + ","
            + wrong
            + "\n"
            + small.puzzle()
            + ","
            + small.solution()
            + "\n"
            + ".".repeat(81)
            + ","
            + good.solution()
            + "\n";

    UploadReport report = copy(table);

    assertThat(report.training() + report.heldOut()).isEqualTo(1);
    assertThat(report.bad()).extracting(bad -> bad.line()).containsExactly(3, 4, 5);
    assertThat(report.bad().get(1).reason())
        .isEqualTo("the puzzle is a sudoku of 4x4; the first of the file is a sudoku of 9x9");
    assertThat(report.bad().get(2).reason()).isEqualTo("grid has more than one solution");
  }
}
