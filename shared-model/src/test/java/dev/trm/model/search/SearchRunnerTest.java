package dev.trm.model.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.SearchPolicy;
import dev.trm.model.SearchPolicy.Variation;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import dev.trm.model.train.Initialization;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuPuzzle;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs searches with an untrained 4×4 network, whose answers are wrong. */
class SearchRunnerTest {
  private static final TrmWeights MODEL =
      Initialization.of(
          new TrmConfig(
              6, 16, 16, 2, 1, 2, 16, 1, 1, 16, 1, 16, 1, Mixer.MLP, Positions.NONE, 1e4, 1e-5),
          1);
  private static final SearchLimits LIMITS = SearchLimits.of(3, 2);

  @Test
  void resultsAreTheSameInWhateverNumberOfSlots() {
    List<PuzzleAttempts> puzzles = puzzles(5, Variation.SYMMETRY);

    List<SearchRunner.Found> alone = found(puzzles, 1);
    List<SearchRunner.Found> together = found(puzzles, 4);

    assertThat(alone).hasSize(5);
    for (int i = 0; i < alone.size(); i++) {
      assertThat(alone.get(i).answer()).isEqualTo(together.get(i).answer());
      assertThat(alone.get(i).answerOf()).isEqualTo(together.get(i).answerOf());
      assertThat(alone.get(i).cycles())
          .isEqualTo(together.get(i).cycles())
          .containsExactly(2, 2, 2);
    }
  }

  @Test
  void draftsOfASymmetryAreReadBackAsAnswersToThePuzzleItself() {
    PuzzleAttempts attempts = puzzles(1, Variation.SYMMETRY).get(0);
    AttemptForm form = attempts.form(1);
    int[] question = attempts.puzzle().tokens();

    assertThat(form.question()).isNotEqualTo(question);
    SlotCycle undone = form.undo(new SlotCycle(form.question(), new float[question.length], 2));
    assertThat(undone.answerTokens()).isEqualTo(question);
    assertThat(undone.haltLogit()).isEqualTo(2);
    assertThat(form.difference().orElseThrow().kind()).isEqualTo("symmetry");
    assertThat(attempts.form(0).difference()).isEmpty();
  }

  @Test
  void theSameSeedGivesTheSameFormsAndStartsLeaveTheQuestionAlone() {
    for (Variation variation : List.of(Variation.RANDOM_START, Variation.NOISE)) {
      PuzzleAttempts attempts = puzzles(1, variation).get(0);

      assertThat(attempts.form(3).start()).isEqualTo(puzzles(1, variation).get(0).form(3).start());
      assertThat(attempts.form(3).start()).isNotEqualTo(attempts.form(4).start());
      assertThat(attempts.form(3).question()).isEqualTo(attempts.puzzle().tokens());
      assertThat(attempts.form(3).difference().orElseThrow().kind())
          .isEqualTo(variation.toString());
    }
  }

  @Test
  void stoppedRunHasNoResultsAndLeavesTheSlotsEmpty() {
    try (SlotSolver solver = new SlotSolver(MODEL, 2, 1)) {
      SearchRunner runner = new SearchRunner(solver, 2, SearchRunner.Halting.CHECKED);

      assertThat(runner.run(puzzles(3, Variation.SYMMETRY), LIMITS, () -> true)).isEmpty();

      assertThat(Arrays.asList(solver.occupied(0), solver.occupied(1))).containsOnly(false);
    }
  }

  private static List<SearchRunner.Found> found(List<PuzzleAttempts> puzzles, int slots) {
    try (SlotSolver solver = new SlotSolver(MODEL, slots, 1)) {
      return new SearchRunner(solver, slots, SearchRunner.Halting.CHECKED)
          .run(puzzles, LIMITS, () -> false)
          .orElseThrow();
    }
  }

  private static List<PuzzleAttempts> puzzles(int count, Variation variation) {
    SudokuGenerator generator = new SudokuGenerator(SudokuSize.FOUR, 1);
    return Stream.generate(() -> generator.minimal().puzzle().toString())
        .limit(count)
        .map(grid -> SearchedPuzzle.of(SudokuPuzzle.parse(grid)))
        .map(puzzle -> new PuzzleAttempts(puzzle, Mixer.MLP, new SearchPolicy(variation, 0.5), 7))
        .toList();
  }
}
