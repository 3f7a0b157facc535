package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.store.HeldOutSample;
import dev.trm.model.solve.SlotCycle;
import dev.trm.puzzles.AnswerScore;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.grid.Grid;
import dev.trm.puzzles.grid.GridLayout;
import dev.trm.puzzles.grid.HeldOutGridPair;
import dev.trm.puzzles.maze.LabelledMaze;
import dev.trm.puzzles.maze.MazePuzzle;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HaltWatchTest {
  private final RatedPuzzle puzzle = new SudokuGenerator(SudokuSize.FOUR, 1).minimal();

  @Test
  void headHaltsAtItsFirstWishAndCheckedOnlyWithTheRightAnswer() {
    HaltWatch watch = new HaltWatch(PuzzleKind.SUDOKU, puzzle);

    watch.see(1, cycle(2, -1));
    watch.see(2, cycle(1, 0.5f));
    watch.see(3, cycle(0, -0.5f));
    watch.see(4, cycle(0, 2));
    watch.see(5, cycle(4, 3));

    Evaluation.Outcome outcome = watch.outcome();
    assertThat(outcome.in(HaltMode.HEAD)).isEqualTo(ending(false, 2));
    assertThat(outcome.in(HaltMode.CHECKED)).isEqualTo(ending(true, 4));
    assertThat(outcome.in(HaltMode.FIXED)).isEqualTo(ending(false, 5));
    assertThat(outcome.drafts())
        .extracting(AnswerScore::exact)
        .containsExactly(false, false, true, true, false);
    assertThat(outcome.cellAccuracy()).isEqualTo(12 / 16.0);
  }

  @Test
  void sampleHasTheDraftThatACheckedSolveEndsWith() {
    HaltWatch watch = new HaltWatch(PuzzleKind.SUDOKU, puzzle);

    watch.see(1, cycle(2, 1));
    watch.see(2, cycle(0, 1));
    watch.see(3, cycle(4, 1));

    HeldOutSample sample = watch.sample();
    assertThat(sample.puzzle().asText()).isEqualTo(puzzle.puzzle().toString());
    assertThat(sample.answer().asText()).isEqualTo(puzzle.solution().toString());
    assertThat(sample.draft()).isEqualTo(sample.answer());
    assertThat(sample.right()).isTrue();
    assertThat(sample.cycles()).isEqualTo(2);
  }

  @Test
  void aPuzzleThatNeverHaltsEndsWithItsLastDraft() {
    HaltWatch watch = new HaltWatch(PuzzleKind.SUDOKU, puzzle);

    watch.see(1, cycle(3, -1));
    watch.see(2, cycle(0, -1));

    for (HaltMode mode : HaltMode.values()) {
      assertThat(watch.outcome().in(mode)).isEqualTo(ending(true, 2));
    }
  }

  @Test
  void figuresAreGivenOverallAndByBand() {
    Evaluation.Ending right = ending(true, 2);
    Evaluation.Ending wrong = ending(false, 16);
    Evaluation evaluation =
        new Evaluation(
            PuzzleKind.SUDOKU,
            List.of(
                sudoku(24, 12, 0.5, wrong, wrong, wrong),
                sudoku(26, 0, 1, right, right, right),
                sudoku(27, 3, 1, right, wrong, right)));

    var report = evaluation.report();

    assertThat(evaluation.exactAccuracy(HaltMode.HEAD)).isEqualTo(1 / 3.0);
    assertThat(report.at("/checked/exact").doubleValue()).isEqualTo(2 / 3.0);
    assertThat(report.at("/checked/meanCycles").doubleValue()).isEqualTo(20 / 3.0);
    assertThat(report.at("/byGivens/1/from").intValue()).isEqualTo(25);
    assertThat(report.at("/byGivens/1/to").intValue()).isEqualTo(29);
    assertThat(report.at("/byGivens/1/puzzles").intValue()).isEqualTo(2);
    assertThat(report.at("/byGivens/1/head/exact").doubleValue()).isEqualTo(0.5);
    assertThat(report.at("/byBacktracks/2/from").intValue()).isEqualTo(11);
  }

  @Test
  void aMazeIsSolvedByAnotherShortestPathToo() {
    LabelledMaze maze = MazePuzzle.parse(JobJson.parse("[\"S  \", \" # \", \"  G\"]")).labelled();
    int[] label = maze.answerTokens();
    int[] other = IntStream.of(0, 3, 6, 1, 4, 7, 2, 5, 8).map(cell -> label[cell]).toArray();
    HaltWatch watch = new HaltWatch(PuzzleKind.MAZE, maze);

    watch.see(1, new SlotCycle(other, new float[9], 1));
    watch.see(2, new SlotCycle(label, new float[9], 1));

    Evaluation evaluation = new Evaluation(PuzzleKind.MAZE, List.of(watch.outcome()));
    assertThat(watch.outcome().in(HaltMode.CHECKED).cycles()).isEqualTo(1);
    assertThat(evaluation.exactAccuracy(HaltMode.CHECKED)).isZero();
    assertThat(evaluation.validAccuracy(HaltMode.CHECKED)).isEqualTo(1);
    assertThat(evaluation.exactAccuracy(HaltMode.FIXED)).isEqualTo(1);
    assertThat(evaluation.accuracy()).isEqualTo(1);
    assertThat(evaluation.report().at("/bySteps/0/from").intValue()).isEqualTo(3);
    assertThat(evaluation.report().at("/checked/valid").intValue()).isEqualTo(1);
  }

  @Test
  void gridsHaveNoModeThatChecksAndAreJudgedByWhatIsReadOfThem() {
    GridLayout layout = new GridLayout(3, 2, 4, true);
    HeldOutGridPair pair = new HeldOutGridPair(Grid.of(1, 1, 3), Grid.of(1, 2, 2, 1), layout, 0);
    int[] answer = layout.tokens(pair.output());
    HaltWatch watch = new HaltWatch(PuzzleKind.GRID, pair);

    answer[5] = 4; // neither a value nor an end belongs there
    watch.see(1, new SlotCycle(answer, new float[6], 1));

    Evaluation evaluation = new Evaluation(PuzzleKind.GRID, List.of(watch.outcome()));
    assertThat(evaluation.modes()).containsExactly(HaltMode.FIXED, HaltMode.HEAD);
    assertThat(evaluation.accuracy()).isEqualTo(1);
    assertThat(evaluation.cellAccuracy()).isEqualTo(1);
    assertThat(evaluation.report().has("checked")).isFalse();
    assertThat(evaluation.report().at("/head").has("valid")).isFalse();
  }

  private static Evaluation.Ending ending(boolean right, int cycles) {
    return new Evaluation.Ending(AnswerScore.of(right), cycles);
  }

  private static Evaluation.Outcome sudoku(
      int givens,
      int backtracks,
      double cellAccuracy,
      Evaluation.Ending fixed,
      Evaluation.Ending head,
      Evaluation.Ending checked) {
    return new Evaluation.Outcome(
        81,
        Map.of("givens", givens, "backtracks", backtracks),
        List.of(fixed.score()),
        cellAccuracy,
        Map.of(HaltMode.FIXED, fixed, HaltMode.HEAD, head, HaltMode.CHECKED, checked));
  }

  /** The solution with that many wrong cells. */
  private SlotCycle cycle(int wrong, float haltLogit) {
    int[] tokens = puzzle.solution().tokens();
    for (int cell = 0; cell < wrong; cell++) {
      tokens[cell] = tokens[cell] == 2 ? 3 : 2;
    }
    return new SlotCycle(tokens, new float[tokens.length], haltLogit);
  }
}
