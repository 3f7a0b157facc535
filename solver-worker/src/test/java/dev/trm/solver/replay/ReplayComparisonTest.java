package dev.trm.solver.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.trm.jobs.JobId;
import dev.trm.jobs.ReplayVerdict;
import dev.trm.jobs.SolveResult;
import dev.trm.jobs.SolveRuntime;
import dev.trm.jobs.store.TraceCycle;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReplayComparisonTest {
  private static final JobId JOB = JobId.next();
  private static final SolveRuntime CPU = runtime("cpu", "float32", 1, "PyTorch 2", "avx2", 4);
  private static final List<TraceCycle> CYCLES =
      List.of(cycle(1, 5, 200, 0.5f), cycle(2, 6, 201, 1.5f));

  private static SolveRuntime runtime(
      String device,
      String precision,
      int threads,
      String library,
      String instructions,
      int slots) {
    return new SolveRuntime(
        device, precision, threads, library, instructions, "oneDNN", List.of(slots, slots));
  }

  /** A cycle whose fourth cell, in the second row's second column, has these. */
  private static TraceCycle cycle(int number, int token, int confidence, float haltLogit) {
    return new TraceCycle(
        number,
        new byte[] {2, 3, 4, (byte) token},
        new byte[] {-1, -1, -1, (byte) confidence},
        haltLogit,
        number);
  }

  private static ReplayVerdict verdict(
      SolveRuntime then, List<TraceCycle> before, SolveRuntime now, List<TraceCycle> cycles) {
    SolveResult result =
        new SolveResult(TextNode.valueOf("12"), true, 2, true, 0.9, "m@1", "c", then);
    return ReplayComparison.of(JOB, new Recording(JOB, result, before), "c", now, cycles, "2x2");
  }

  @Test
  void equalBitsAreIdenticalWhateverTheTimesAndTheSlots() {
    List<TraceCycle> slower =
        CYCLES.stream()
            .map(
                each ->
                    new TraceCycle(
                        each.cycle(), each.draft(), each.confidence(), each.haltLogit(), 999))
            .toList();

    assertThat(verdict(CPU, CYCLES, runtime("cpu", "float32", 1, "PyTorch 2", "avx2", 1), slower))
        .isEqualTo(ReplayVerdict.identical(JOB));
    assertThat(
            verdict(
                runtime("cuda:0", "bfloat16", 1, "PyTorch 2", "", 1),
                CYCLES,
                runtime("cuda:1", "bfloat16", 1, "PyTorch 2", "", 4),
                CYCLES))
        .isEqualTo(ReplayVerdict.identical(JOB));
  }

  static Stream<Arguments> differences() {
    return Stream.of(
        Arguments.of(cycle(2, 7, 201, 1.5f), "row 2, column 2", "token: recorded 6, now 7"),
        Arguments.of(
            cycle(2, 6, 202, 1.5f), "row 2, column 2", "confidence of 255: recorded 201, now 202"),
        Arguments.of(
            cycle(2, 6, 201, Math.nextUp(1.5f)),
            null,
            "halt logit: recorded 1.5, now " + Math.nextUp(1.5f)));
  }

  @ParameterizedTest
  @MethodSource("differences")
  void firstDifferenceIsNamed(TraceCycle second, @Nullable String cell, String why) {
    assertThat(verdict(CPU, CYCLES, CPU, List.of(CYCLES.get(0), second)))
        .isEqualTo(ReplayVerdict.different(JOB, null, 2, cell, why));
  }

  @Test
  void missingCycleIsADifference() {
    assertThat(verdict(CPU, CYCLES, CPU, CYCLES.subList(0, 1)))
        .isEqualTo(ReplayVerdict.different(JOB, null, 2, null, "recorded 2 cycles, now 1"));
  }

  @Test
  void attemptsAreComparedByNumberInWhicheverOrderTheyRan() {
    List<TraceCycle> turns = List.of(attempt(1, 1, 5), attempt(2, 1, 6), attempt(3, 1, 7));
    List<TraceCycle> other = List.of(attempt(1, 1, 5), attempt(3, 1, 7), attempt(2, 1, 9));
    SolveResult searched =
        new SolveResult(
            TextNode.valueOf("12"),
            true,
            1,
            true,
            0.9,
            "m@1",
            "c",
            CPU,
            null,
            new SolveResult.Search(3, 4, 1, 1, null, 3, 7));
    Recording recorded = new Recording(JOB, searched, turns);

    assertThat(
            ReplayComparison.of(
                JOB, recorded, "c", CPU, List.of(turns.get(0), turns.get(2), turns.get(1)), "2x2"))
        .isEqualTo(ReplayVerdict.identical(JOB));
    assertThat(ReplayComparison.of(JOB, recorded, "c", CPU, other, "2x2"))
        .isEqualTo(
            ReplayVerdict.different(JOB, 2, 1, "row 2, column 2", "token: recorded 6, now 9"));
    assertThat(recorded.cyclesOfAttempts()).containsExactly(1, 1, 1);
    assertThat(recorded.answer()).isZero();
  }

  private static TraceCycle attempt(int attempt, int number, int token) {
    TraceCycle of = cycle(number, token, 200, 0.5f);
    return new TraceCycle(
        attempt, number, of.draft(), of.confidence(), of.haltLogit(), of.micros());
  }

  static Stream<Arguments> facts() {
    return Stream.of(
        Arguments.of(
            runtime("cuda:0", "float32", 1, "PyTorch 2", "avx2", 4),
            "device: recorded cpu, here cuda"),
        Arguments.of(
            runtime("cpu", "bfloat16", 1, "PyTorch 2", "avx2", 4),
            "precision: recorded float32, here bfloat16"),
        Arguments.of(
            runtime("cpu", "float32", 2, "PyTorch 2", "avx2", 4), "threads: recorded 1, here 2"),
        Arguments.of(
            runtime("cpu", "float32", 1, "PyTorch 3", "avx2", 4),
            "library: recorded PyTorch 2, here PyTorch 3"),
        Arguments.of(
            runtime("cpu", "float32", 1, "PyTorch 2", "avx512", 4),
            "instructions: recorded avx2, here avx512"),
        Arguments.of(
            new SolveRuntime("cpu", "float32", 1, "PyTorch 2", "avx2", "plain", List.of(4, 4)),
            "kernels: recorded oneDNN, here plain"));
  }

  @ParameterizedTest
  @MethodSource("facts")
  void otherFactsAreNotComparableAndNamed(SolveRuntime now, String why) {
    assertThat(verdict(CPU, CYCLES, now, CYCLES)).isEqualTo(ReplayVerdict.notComparable(JOB, why));
  }

  @Test
  void otherSlotsExplainADifferenceOnADeviceOnly() {
    List<TraceCycle> other = List.of(CYCLES.get(0), cycle(2, 7, 201, 1.5f));

    assertThat(
            verdict(
                runtime("cuda:0", "float32", 1, "PyTorch 2", "", 1),
                CYCLES,
                runtime("cuda:0", "float32", 1, "PyTorch 2", "", 4),
                other))
        .isEqualTo(
            ReplayVerdict.notComparable(JOB, "slots of each cycle: recorded [1, 1], here [4, 4]"));
    assertThat(
            verdict(CPU, CYCLES, runtime("cpu", "float32", 1, "PyTorch 2", "avx2", 1), other)
                .verdict())
        .isEqualTo(ReplayVerdict.Verdict.DIFFERENT);
  }

  @Test
  void whatIsGoneIsNotComparable() {
    assertThat(ReplayComparison.of(JOB, null, "c", CPU, CYCLES, "2x2"))
        .isEqualTo(ReplayVerdict.notComparable(JOB, "job " + JOB + " is no longer there"));
    assertThat(verdict(CPU, List.of(), CPU, CYCLES))
        .isEqualTo(ReplayVerdict.notComparable(JOB, "no trace of job " + JOB + " was kept"));
  }
}
