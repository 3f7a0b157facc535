package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.trm.jobs.HaltMode;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.store.GateVerdict;
import dev.trm.puzzles.AnswerScore;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Figures by hand: shares of ten puzzles. */
class GateTest {
  private static final AnswerScore RIGHT = new AnswerScore(true, true);
  private static final AnswerScore WRONG = new AnswerScore(false, false);

  @Test
  void anEqualChallengerPassesWithoutAMarginAndNotWithOne() {
    Evaluation three = tenPuzzles(3, 2);

    assertThat(passed(rules(0, null, null, null), three, three)).containsExactly(true);
    assertThat(passed(rules(0.01, null, null, null), three, three)).containsExactly(false);
  }

  @Test
  void theChampionsAccuracyPlusTheMarginIsEnoughToTheBit() {
    // 0.1 + 0.2 is above 0.3 in floating point.
    assertThat(passed(rules(0.2, null, null, null), tenPuzzles(1, 2), tenPuzzles(3, 2)))
        .containsExactly(true);
  }

  @Test
  void theBandThatLostMostIsJudgedOfEachWayToTellThemApart() {
    // The first five have few givens and need no search, the others are hard.
    Evaluation champion = evaluation(i -> i < 4 || i == 9, 2);
    Evaluation challenger = evaluation(i -> i < 5, 2);

    List<GateVerdict> verdicts =
        Gate.judge(rules(0, 0.1, null, null), champion, challenger, challenger.accuracy(), null);

    assertThat(verdicts)
        .extracting(GateVerdict::criterion, GateVerdict::of, GateVerdict::passed)
        .containsExactly(
            tuple("accuracy", null, true),
            tuple("band", "9 givens", false),
            tuple("band", "4–10 backtracks", false));
    assertThat(verdicts.get(1))
        .returns(0.2, GateVerdict::champion)
        .returns(0.0, GateVerdict::challenger);
    assertThat(Gate.reason(verdicts, ""))
        .isEqualTo(
            "accuracy 0.0000 against 0.2000 of 9 givens, at least 0.1000; "
                + "accuracy 0.0000 against 0.2000 of 4–10 backtracks, at least 0.1000");
  }

  @Test
  void cyclesMayGrowAndSpeedMayFallByTheSharesThatAreSet() {
    TrainSpec.Promotion rules = rules(0, null, 0.5, 0.25);
    SpeedTrial.Speeds quarterLost = new SpeedTrial.Speeds(100, 75);

    assertThat(Gate.judge(rules, tenPuzzles(3, 2), tenPuzzles(3, 3), 0.3, quarterLost))
        .extracting(GateVerdict::criterion, GateVerdict::bound, GateVerdict::passed)
        .containsExactly(
            tuple("accuracy", 0.3, true), tuple("cycles", 3.0, true), tuple("speed", 75.0, true));
    assertThat(
            Gate.judge(
                rules, tenPuzzles(3, 2), tenPuzzles(3, 4), 0.3, new SpeedTrial.Speeds(100, 74)))
        .extracting(GateVerdict::passed)
        .containsExactly(true, false, false);
  }

  private static List<Boolean> passed(
      TrainSpec.Promotion rules, Evaluation champion, Evaluation challenger) {
    return Gate.judge(rules, champion, challenger, challenger.accuracy(), null).stream()
        .map(GateVerdict::passed)
        .toList();
  }

  private static TrainSpec.Promotion rules(
      double margin,
      @Nullable Double bandLoss,
      @Nullable Double cyclesGrowth,
      @Nullable Double speedLoss) {
    return new TrainSpec.Promotion("better", margin, bandLoss, cyclesGrowth, speedLoss);
  }

  private static Evaluation tenPuzzles(int right, int cycles) {
    return evaluation(i -> i < right, cycles);
  }

  private static Evaluation evaluation(IntPredicate right, int cycles) {
    return new Evaluation(
        PuzzleKind.SUDOKU,
        IntStream.range(0, 10).mapToObj(i -> outcome(i, right.test(i), cycles)).toList());
  }

  private static Evaluation.Outcome outcome(int index, boolean right, int cycles) {
    Evaluation.Ending ending = new Evaluation.Ending(right ? RIGHT : WRONG, cycles);
    return new Evaluation.Outcome(
        16,
        Map.of(RatedPuzzle.GIVENS, index < 5 ? 4 : 9, RatedPuzzle.BACKTRACKS, index < 5 ? 0 : 5),
        1,
        Map.of(HaltMode.FIXED, ending, HaltMode.HEAD, ending, HaltMode.CHECKED, ending));
  }
}
