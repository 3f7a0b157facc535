package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.HaltMode;
import dev.trm.model.solve.SlotCycle;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.util.List;
import org.junit.jupiter.api.Test;

class HaltWatchTest {
  private final RatedPuzzle puzzle = new SudokuGenerator(SudokuSize.FOUR, 1).minimal();

  @Test
  void headHaltsAtItsFirstWishAndCheckedOnlyWithTheRightAnswer() {
    HaltWatch watch = new HaltWatch(puzzle);

    watch.see(1, cycle(2, -1));
    watch.see(2, cycle(1, 0.5f));
    watch.see(3, cycle(0, -0.5f));
    watch.see(4, cycle(0, 2));
    watch.see(5, cycle(4, 3));

    Evaluation.Outcome outcome = watch.outcome();
    assertThat(outcome.head()).isEqualTo(new Evaluation.Ending(false, 2));
    assertThat(outcome.checked()).isEqualTo(new Evaluation.Ending(true, 4));
    assertThat(outcome.fixed()).isEqualTo(new Evaluation.Ending(false, 5));
    assertThat(outcome.cellAccuracy()).isEqualTo(12 / 16.0);
  }

  @Test
  void aPuzzleThatNeverHaltsEndsWithItsLastDraft() {
    HaltWatch watch = new HaltWatch(puzzle);

    watch.see(1, cycle(3, -1));
    watch.see(2, cycle(0, -1));

    for (HaltMode mode : HaltMode.values()) {
      assertThat(watch.outcome().in(mode)).isEqualTo(new Evaluation.Ending(true, 2));
    }
  }

  @Test
  void figuresAreGivenOverallAndByBand() {
    Evaluation.Ending right = new Evaluation.Ending(true, 2);
    Evaluation.Ending wrong = new Evaluation.Ending(false, 16);
    Evaluation evaluation =
        new Evaluation(
            List.of(
                new Evaluation.Outcome(81, 24, 12, 0.5, wrong, wrong, wrong),
                new Evaluation.Outcome(81, 26, 0, 1, right, right, right),
                new Evaluation.Outcome(81, 27, 3, 1, right, wrong, right)));

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

  /** The solution with that many cells wrong. */
  private SlotCycle cycle(int wrong, float haltLogit) {
    int[] tokens = puzzle.solution().tokens();
    for (int cell = 0; cell < wrong; cell++) {
      tokens[cell] = tokens[cell] == 2 ? 3 : 2;
    }
    return new SlotCycle(tokens, new float[tokens.length], haltLogit);
  }
}
