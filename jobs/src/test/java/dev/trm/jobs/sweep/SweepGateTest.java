package dev.trm.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobState;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.gate.GateFigures;
import dev.trm.jobs.gate.GateVerdict;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Figures by hand; the champion is m@1, which has 0.5 right in 2 cycles, 100 puzzles a second. */
class SweepGateTest {
  private static final TrainSpec.Promotion ALL_RULES =
      new TrainSpec.Promotion("better", 0.1, 0.05, 0.5, 0.25);
  private static final TrainSpec.Promotion MARGIN =
      new TrainSpec.Promotion("better", 0.1, null, null, null);
  private static final GateFigures CHAMPION = figures(0.5, 2, 100.0, 0.4);

  @Test
  void theBestMeanWinsAndItsBestSeedIsPromotedWhichIsToldAsSuch() {
    // The first has the best seed of all, the second the best mean; 0.7 and 0.8 around 0.75.
    SweepVerdict verdict =
        judge(
            ALL_RULES,
            1,
            run(0.002, 1, 2, figures(0.5, 2, 100.0, 0.4)),
            run(0.002, 2, 3, figures(0.9, 2, 100.0, 0.4)),
            run(0.004, 1, 4, figures(0.7, 3, 80.0, 0.3)),
            run(0.004, 2, 5, figures(0.8, 3, 70.0, 0.4)));

    assertThat(verdict.promoted()).as("%s", verdict.reason()).isTrue();
    assertThat(verdict.version()).isEqualTo(5);
    assertThat(verdict.gate())
        .extracting(GateVerdict::criterion, GateVerdict::challenger, GateVerdict::passed)
        .containsExactly(
            tuple("accuracy", 0.75, true),
            tuple("band", 0.35, true),
            tuple("cycles", 3.0, true),
            tuple("speed", 75.0, true));
    assertThat(verdict.combinations())
        .extracting(CombinationVerdict::passed, CombinationVerdict::version)
        .containsExactly(tuple(true, 3), tuple(true, 5));
    // 12.7062 × 0.0707107 / √2 on either side, which is more than all.
    assertThat(verdict.reason())
        .startsWith(
            "training.learningRate 0.004: accuracy 0.7500 in the mean of 2 seeds (95 % interval"
                + " 0.1147 to 1.0000) against 0.5000, at least 0.6000; ")
        .endsWith(
            "; against m@1; the best by its mean of 2 that passed; of its 2 seeds m@5 has the best"
                + " accuracy, 0.8000, on these puzzles, which chose it and so flatter it");
  }

  @Test
  void eachRuleAloneRefusesByTheMeanOverTheSeeds() {
    assertThat(refusedBy(figures(0.5, 2, 100.0, 0.4), figures(0.6, 2, 100.0, 0.4)))
        .containsExactly("accuracy");
    assertThat(refusedBy(figures(0.7, 2, 100.0, 0.4), figures(0.7, 2, 100.0, 0.2)))
        .containsExactly("band");
    assertThat(refusedBy(figures(0.7, 2, 100.0, 0.4), figures(0.7, 4.1, 100.0, 0.4)))
        .containsExactly("cycles");
    assertThat(refusedBy(figures(0.7, 2, 100.0, 0.4), figures(0.7, 2, 49.0, 0.4)))
        .containsExactly("speed");
  }

  @Test
  void aRefusalNamesTheCombinationThatCameNearest() {
    SweepVerdict verdict =
        judge(
            MARGIN,
            1,
            run(0.002, 1, 2, figures(0.5, 2, null, 0.4)),
            run(0.004, 1, 3, figures(0.55, 2, null, 0.4)));

    assertThat(verdict.promoted()).isFalse();
    assertThat(verdict.version()).isEqualTo(3);
    assertThat(verdict.gate()).extracting(GateVerdict::passed).containsExactly(false);
    assertThat(verdict.reason())
        .isEqualTo(
            "no combination passed; the best by its mean, training.learningRate 0.004: accuracy"
                + " 0.5500 against 0.5000, at least 0.6000; against m@1");
  }

  @Test
  void aSeedThatDidNotSucceedDisqualifiesItsCombinationAndIsTold() {
    SweepVerdict verdict =
        judge(
            MARGIN,
            1,
            run(0.002, 1, 2, figures(1, 2, null, 0.4)),
            without(0.002, 2, JobState.FAILED),
            without(0.002, 3, null),
            run(0.004, 1, 3, figures(0.6, 2, null, 0.4)));

    assertThat(verdict.version()).isEqualTo(3);
    assertThat(verdict.combinations().get(0))
        .returns(false, CombinationVerdict::passed)
        .returns(null, CombinationVerdict::version)
        .returns(
            "not all of its runs have succeeded: seed 2 is FAILED, seed 3 is removed",
            CombinationVerdict::reason);
    assertThat(judge(MARGIN, null, without(0.002, 1, JobState.CANCELLED)))
        .returns(false, SweepVerdict::promoted)
        .returns(null, SweepVerdict::version)
        .returns("no combination has only runs that have succeeded", SweepVerdict::reason);
  }

  @Test
  void equalMeansAndEqualSeedsGoToTheFirst() {
    SweepVerdict verdict =
        judge(
            MARGIN,
            1,
            run(0.002, 1, 2, figures(0.7, 2, null, 0.4)),
            run(0.002, 2, 3, figures(0.7, 2, null, 0.4)),
            run(0.004, 1, 4, figures(0.7, 2, null, 0.4)));

    assertThat(verdict.version()).isEqualTo(2);
  }

  @Test
  void withoutAChampionTheBestMeanIsTheFirst() {
    SweepVerdict verdict =
        judge(
            ALL_RULES,
            null,
            alone(0.002, 1, 1, 0.2),
            alone(0.002, 2, 2, 0.4),
            alone(0.004, 1, 3, 0.1),
            alone(0.004, 2, 4, 0.1));

    assertThat(verdict.promoted()).isTrue();
    assertThat(verdict.version()).isEqualTo(2);
    assertThat(verdict.gate()).isEmpty();
    assertThat(verdict.reason()).contains("m has no champion; accuracy 0.3000 in the mean of 2");
  }

  @Test
  void theGateAlwaysPromotesTheBestWithoutComparing() {
    SweepVerdict verdict =
        judge(
            new TrainSpec.Promotion("always", 0.1, null, null, null),
            1,
            alone(0.002, 1, 2, 0.2),
            alone(0.004, 1, 3, 0.1));

    assertThat(verdict.promoted()).isTrue();
    assertThat(verdict.version()).isEqualTo(2);
    assertThat(verdict.reason()).contains("the gate is 'always'; accuracy 0.2000");
  }

  @Test
  void theChampionOfNowIsWhatAnyRunHasMeasuredOfIt() {
    // The champion moved while the first trained; the second met the new one.
    EndedRun before = run(0.002, 1, 2, figures(0.7, 2, null, 0.4));
    EndedRun after = run(0.004, 1, 4, 3, figures(0.8, 2, null, 0.4), figures(0.65, 2, null, 0.4));

    SweepVerdict verdict = judge(MARGIN, 3, before, after);

    assertThat(verdict.version()).isEqualTo(4);
    assertThat(verdict.combinations())
        .extracting(CombinationVerdict::passed)
        .containsExactly(false, true);
    assertThat(verdict.combinations().get(0).reason()).contains("at least 0.7500; against m@3");
  }

  @Test
  void aChampionThatNobodyComparedWithStays() {
    assertThat(judge(MARGIN, 7, run(0.002, 1, 2, figures(1, 2, null, 0.4))))
        .returns(false, SweepVerdict::promoted)
        .returns(
            "no combination passed; the best by its mean, training.learningRate 0.002: not compared"
                + " with m@7, the champion now; its last run says: its sweep decides",
            SweepVerdict::reason);
  }

  @Test
  void speedIsOfTheMachineSoEveryRunMustHaveMeasuredTheChampionOfNow() {
    TrainSpec.Promotion rules = new TrainSpec.Promotion("better", 0, null, null, 0.5);

    SweepVerdict verdict =
        judge(
            rules,
            3,
            run(0.002, 1, 2, figures(0.9, 2, 100.0, 0.4)),
            run(0.002, 2, 4, 3, figures(0.9, 2, 100.0, 0.4), figures(0.5, 2, 100.0, 0.4)));

    assertThat(verdict.promoted()).isFalse();
    assertThat(verdict.reason())
        .contains("1 of its 2 runs measured the speed of m@3, the champion now");
  }

  @Test
  void runsOfOtherHeldOutPuzzlesAreNotCompared() {
    EndedRun one = run(0.002, 1, 2, figures(0.9, 2, null, 0.4));
    ObjectNode other = one.result().deepCopy();
    other.put("dataSha256", "other");

    SweepVerdict verdict =
        judge(MARGIN, 1, one, new EndedRun(values(0.004, 1), JobState.SUCCEEDED, other));

    assertThat(verdict.promoted()).isFalse();
    assertThat(verdict.reason()).contains("not judged on the same held-out puzzles");
  }

  private static List<String> refusedBy(GateFigures seed1, GateFigures seed2) {
    SweepVerdict verdict = judge(ALL_RULES, 1, run(0.002, 1, 2, seed1), run(0.002, 2, 3, seed2));
    assertThat(verdict.promoted()).isFalse();
    return verdict.gate().stream()
        .filter(each -> !each.passed())
        .map(GateVerdict::criterion)
        .toList();
  }

  private static SweepVerdict judge(
      TrainSpec.Promotion rules, @Nullable Integer champion, EndedRun... runs) {
    return SweepGate.judge(rules, "m", champion, List.of(runs));
  }

  private static GateFigures figures(
      double accuracy, double cycles, @Nullable Double speed, double hard) {
    return new GateFigures(
        accuracy,
        cycles,
        speed,
        List.of(new GateFigures.Band("backtracks", "4–10 backtracks", hard)));
  }

  /** Compared with the champion. */
  private static EndedRun run(double rate, int seed, int version, GateFigures figures) {
    return run(
        rate,
        seed,
        version,
        1,
        figures,
        CHAMPION.at(figures.speed() == null ? null : CHAMPION.speed()));
  }

  private static EndedRun run(
      double rate, int seed, int version, int against, GateFigures figures, GateFigures champion) {
    return ended(rate, seed, version, new Measured(figures, against, champion, null));
  }

  /** Compared with nothing. */
  private static EndedRun alone(double rate, int seed, int version, double accuracy) {
    return ended(
        rate, seed, version, new Measured(figures(accuracy, 2, null, 0), null, null, null));
  }

  private static EndedRun ended(double rate, int seed, int version, Measured measured) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result
        .put("model", "m@" + version)
        .put("dataSha256", "d")
        .put("promotion", "its sweep decides");
    result.putObject("evaluation").put("accuracy", measured.challenger().accuracy());
    result.set(Measured.FIELD, JobJson.tree(measured));
    return new EndedRun(values(rate, seed), JobState.SUCCEEDED, result);
  }

  private static EndedRun without(double rate, int seed, @Nullable JobState state) {
    return new EndedRun(values(rate, seed), state, MissingNode.getInstance());
  }

  private static JsonNode values(double rate, int seed) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    return Objects.requireNonNull(
        values.put("training.learningRate", rate).put(SweepPlan.SEED, seed));
  }

  @Test
  void withoutAChampionWhatSolvedNothingIsRefusedAndTheRestIsNot() {
    SweepVerdict nothing = judge(MARGIN, null, run(0.002, 1, 1, figures(0, 2, null, 0)));
    SweepVerdict something =
        judge(
            MARGIN,
            null,
            run(0.002, 1, 1, figures(0, 2, null, 0)),
            run(0.004, 1, 2, figures(0.01, 2, null, 0)));

    assertThat(nothing.promoted()).isFalse();
    assertThat(nothing.reason())
        .endsWith(
            "m has no champion; accuracy 0.0000; the first champion must solve at least one"
                + " held-out puzzle");
    assertThat(something.promoted()).isTrue();
    assertThat(something.version()).isEqualTo(2);
  }
}
