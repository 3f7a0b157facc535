package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.gate.GateFigures;
import dev.trm.puzzles.AnswerScore;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.maze.LabelledMaze;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Figures by hand: shares of ten puzzles. */
class EvaluationTest {
  private static final AnswerScore VALID = new AnswerScore(false, true);
  private static final AnswerScore WRONG = new AnswerScore(false, false);

  @Test
  void aGateJudgesByValidAnswersAndEachWayToTellBandsApart() {
    // The first five have few givens and need no search; four of them are correct, and one hard one
    // is.
    Evaluation evaluation =
        new Evaluation(
            PuzzleKind.SUDOKU,
            IntStream.range(0, 10).mapToObj(i -> outcome(i, i < 4 || i == 9)).toList());

    assertThat(evaluation.figures())
        .isEqualTo(
            new GateFigures(
                0.5,
                2,
                null,
                List.of(
                    new GateFigures.Band(RatedPuzzle.GIVENS, "4 givens", 0.8),
                    new GateFigures.Band(RatedPuzzle.GIVENS, "9 givens", 0.2),
                    new GateFigures.Band(RatedPuzzle.BACKTRACKS, "0 backtracks", 0.8),
                    new GateFigures.Band(RatedPuzzle.BACKTRACKS, "4–10 backtracks", 0.2))));
  }

  /** Half of the large part is correct, all of the small one: 0.9 · 0.5 + 0.1 · 1. */
  @Test
  void figuresOverPartsAreWeightedByTheirShares() {
    Evaluation evaluation =
        new Evaluation(
            List.of(
                new Evaluation.Part(
                    "9x9", 9, PuzzleKind.SUDOKU, List.of(outcome(0, true), outcome(1, false))),
                new Evaluation.Part("4x4", 1, PuzzleKind.SUDOKU, List.of(outcome(2, true)))),
            List.of(),
            null);

    assertThat(evaluation.accuracy()).isCloseTo(0.55, within(1e-9));
    assertThat(evaluation.figures().bands())
        .containsExactly(
            new GateFigures.Band("part", "9x9", 0.5), new GateFigures.Band("part", "4x4", 1));
    assertThat(evaluation.report().at("/puzzles").asInt()).isEqualTo(3);
    assertThat(evaluation.report().at("/byPart/1/part").asText()).isEqualTo("4x4");
    assertThat(evaluation.report().at("/byPart/0/checked/valid").asDouble()).isEqualTo(0.5);
    assertThat(evaluation.report().has("byGivens")).isFalse();
  }

  @Test
  void reportTellsTheShareThatIsRightAfterEachCycle() {
    AnswerScore exact = AnswerScore.of(true);
    Evaluation evaluation =
        new Evaluation(
            PuzzleKind.MAZE,
            List.of(
                after(exact, exact, exact),
                after(WRONG, exact, exact),
                after(WRONG, VALID, exact),
                after(VALID, WRONG, WRONG)));

    assertThat(evaluation.exactAfterCycles()).containsExactly(0.25, 0.5, 0.75);
    assertThat(evaluation.report().path("afterCycles"))
        .isEqualTo(JobJson.parse("{\"exact\": [0.25, 0.5, 0.75], \"valid\": [0.5, 0.75, 0.75]}"));
  }

  private static Evaluation.Outcome after(AnswerScore... drafts) {
    Evaluation.Ending last = new Evaluation.Ending(drafts[drafts.length - 1], drafts.length);
    return new Evaluation.Outcome(
        9,
        Map.of(LabelledMaze.STEPS, 4),
        List.of(drafts),
        1,
        Map.of(HaltMode.FIXED, last, HaltMode.HEAD, last, HaltMode.CHECKED, last));
  }

  private static Evaluation.Outcome outcome(int index, boolean right) {
    Evaluation.Ending ending = new Evaluation.Ending(right ? VALID : WRONG, 2);
    Evaluation.Ending last = new Evaluation.Ending(WRONG, 16);
    return new Evaluation.Outcome(
        16,
        Map.of(RatedPuzzle.GIVENS, index < 5 ? 4 : 9, RatedPuzzle.BACKTRACKS, index < 5 ? 0 : 5),
        List.of(WRONG, right ? VALID : WRONG, WRONG),
        1,
        Map.of(HaltMode.FIXED, last, HaltMode.HEAD, last, HaltMode.CHECKED, ending));
  }
}
