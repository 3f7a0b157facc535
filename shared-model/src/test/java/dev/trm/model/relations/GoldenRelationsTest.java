package dev.trm.model.relations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.model.Compute;
import dev.trm.model.torch.Backend;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GoldenRelationsTest {

  private static final double CYCLE_1 = 1e-5;

  /**
   * Tolerance of gradients. The reference's own float32 gradients deviate up to 8.4e-6 from those
   * in float64, so correct gradients can be further from the reference than from the exact value.
   */
  private static final double GRADIENTS = CYCLE_1 + 8.4e-6;

  /**
   * The rounding bounds of a cycle: four times the deviation of the reference's own float32 numbers
   * from the same network in float64, for cycles 2 to 4 and the states after them.
   */
  private static final double[] LATER = {CYCLE_1, 4 * 3.9e-6, 4 * 1.4e-5, 4 * 4.7e-5};

  private static final double STATES = 4 * 1.1e-4;

  private static Golden golden;

  @BeforeAll
  static void read() throws Exception {
    golden = Golden.read();
  }

  private static Loaded loaded() {
    return Loaded.of(
        golden.weights(), Backend.of(Compute.exact(1)), golden.tokens("puzzles"), Golden.GROUPS);
  }

  @Test
  void fourCyclesAreTheReferences() {
    try (Loaded ours = loaded()) {
      List<List<double[]>> cycles = ours.cycles(4);
      for (int cycle = 1; cycle <= 4; cycle++) {
        List<double[]> made = cycles.get(cycle - 1);
        String at = "cycle" + cycle;
        assertThat(Differences.of(made.get(0), golden.numbers(at + ".logits")))
            .as(at)
            .isLessThan(LATER[cycle - 1]);
        assertThat(Differences.of(made.get(1), golden.numbers(at + ".halt")))
            .as(at)
            .isLessThan(LATER[cycle - 1]);
      }
      assertThat(Differences.of(ours.answer(), golden.numbers("answer"))).isLessThan(STATES);
      assertThat(Differences.of(ours.latent(), golden.numbers("latent"))).isLessThan(STATES);
    }
  }

  @Test
  void lossAndGradientsAreTheReferences() {
    try (Loaded ours = loaded()) {
      Loaded.Step step = ours.step(golden.tokens("solutions"), 0);

      assertThat(Differences.of(new double[] {step.loss()}, golden.numbers("cycle1.loss")))
          .isLessThan(CYCLE_1);
      assertThat(Differences.of(step.halts(), golden.numbers("cycle1.halt"))).isLessThan(CYCLE_1);
      assertThat(step.gradients()).hasSize(14);
      for (Map.Entry<String, double[]> each : step.gradients().entrySet()) {
        assertThat(Differences.of(each.getValue(), golden.gradient(each.getKey())))
            .as(each.getKey())
            .isLessThan(GRADIENTS);
      }
    }
  }
}
