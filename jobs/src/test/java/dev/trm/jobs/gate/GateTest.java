package dev.trm.jobs.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.trm.jobs.TrainSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Figures by hand: shares of ten puzzles. */
class GateTest {
  @Test
  void anEqualChallengerPassesWithoutAMarginAndNotWithOne() {
    GateFigures three = figures(0.3, 2, null);

    assertThat(passed(rules(0, null, null, null), three, three)).containsExactly(true);
    assertThat(passed(rules(0.01, null, null, null), three, three)).containsExactly(false);
  }

  @Test
  void theChampionsAccuracyPlusTheMarginIsEnoughToTheBit() {
    // 0.1 + 0.2 is above 0.3 in floating point.
    assertThat(passed(rules(0.2, null, null, null), figures(0.1, 2, null), figures(0.3, 2, null)))
        .containsExactly(true);
  }

  @Test
  void theBandThatLostMostIsJudgedOfEachWayToTellThemApart() {
    GateFigures champion = figures(0.5, 2, null, givens("4", 0.8), givens("9", 0.2), hard(0.2));
    GateFigures challenger = figures(0.5, 2, null, givens("4", 1), givens("9", 0), hard(0));

    List<GateVerdict> verdicts = Gate.judge(rules(0, 0.1, null, null), champion, challenger);

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

    assertThat(Gate.judge(rules, figures(0.3, 2, 100.0), figures(0.3, 3, 75.0)))
        .extracting(GateVerdict::criterion, GateVerdict::bound, GateVerdict::passed)
        .containsExactly(
            tuple("accuracy", 0.3, true), tuple("cycles", 3.0, true), tuple("speed", 75.0, true));
    assertThat(passed(rules, figures(0.3, 2, 100.0), figures(0.3, 4, 74.0)))
        .containsExactly(true, false, false);
  }

  @Test
  void whatCannotBeComparedIsNotJudged() {
    assertThatThrownBy(
            () ->
                Gate.judge(
                    rules(0, null, null, 0.5), figures(0.3, 2, 100.0), figures(0.3, 2, null)))
        .hasMessageContaining("challenger has no speed");
    assertThatThrownBy(
            () ->
                Gate.judge(
                    rules(0, 0.1, null, null), figures(0.3, 2, null, hard(1)), figures(1, 2, null)))
        .hasMessageContaining("different bands");
  }

  @Test
  void meansAreOfEachFigureByItselfAndSpeedNeedsAll() {
    GateFigures one = figures(0.25, 2, 10.0, hard(0));
    GateFigures other = figures(0.75, 4, 30.0, hard(0.5));

    GateFigures mean = GateFigures.mean(List.of(one, other));

    assertThat(mean.accuracy()).isEqualTo(0.5);
    assertThat(mean.meanCycles()).isEqualTo(3);
    assertThat(mean.speed()).isEqualTo(20);
    assertThat(mean.bands()).containsExactly(hard(0.25));
    assertThat(GateFigures.mean(List.of(one, other.at(null))).speed()).isNull();
    assertThatThrownBy(() -> GateFigures.mean(List.of(one, figures(0.6, 4, 30.0))))
        .hasMessageContaining("different bands");
  }

  private static List<Boolean> passed(
      TrainSpec.Promotion rules, GateFigures champion, GateFigures challenger) {
    return Gate.judge(rules, champion, challenger).stream().map(GateVerdict::passed).toList();
  }

  private static TrainSpec.Promotion rules(
      double margin,
      @Nullable Double bandLoss,
      @Nullable Double cyclesGrowth,
      @Nullable Double speedLoss) {
    return new TrainSpec.Promotion("better", margin, bandLoss, cyclesGrowth, speedLoss);
  }

  private static GateFigures figures(
      double accuracy, double cycles, @Nullable Double speed, GateFigures.Band... bands) {
    return new GateFigures(accuracy, cycles, speed, List.of(bands));
  }

  private static GateFigures.Band givens(String of, double accuracy) {
    return new GateFigures.Band("givens", of + " givens", accuracy);
  }

  private static GateFigures.Band hard(double accuracy) {
    return new GateFigures.Band("backtracks", "4–10 backtracks", accuracy);
  }

  @Test
  void aFirstVersionPassesIfItHasSolvedSomething() {
    assertThat(Gate.passesAsFirst(0)).isFalse();
    assertThat(Gate.passesAsFirst(0.001)).isTrue();
  }
}
