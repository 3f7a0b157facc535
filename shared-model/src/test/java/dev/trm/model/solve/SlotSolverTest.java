package dev.trm.model.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.model.Compute;
import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.Precision;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.torch.Backend;
import dev.trm.model.train.Initialization;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotSolverTest {
  private static final int[] QUESTION = {1, 2, 3, 4, 5, 6};
  private static final int[] OTHER = {6, 5, 4, 3, 2, 1};

  private static TrmWeights untrained(Mixer mixer) {
    TrmConfig config =
        new TrmConfig(8, 6, 32, 2, 2, 2, 32, 2, 2, 4, 1, 32, 3, mixer, Positions.ROPE, 10000, 1e-5);
    return Initialization.of(config, 5);
  }

  @ParameterizedTest
  @CsvSource({"MLP,FLOAT32", "MLP,BFLOAT16", "ATTENTION,FLOAT32", "ATTENTION,BFLOAT16"})
  void rowIsEqualToTheBitWhileTheShapeGrowsAndShrinks(Mixer mixer, Precision precision) {
    TrmWeights model = untrained(mixer);
    Compute compute = Compute.exact(1).with(precision);
    List<SlotCycle> alone = new ArrayList<>();
    List<SlotCycle> moved = new ArrayList<>();
    try (SlotSolver still = new SlotSolver(model, 1, compute);
        SlotSolver changing = new SlotSolver(model, 4, 32, Backend.of(compute))) {
      still.place(0, QUESTION, 1);
      for (int cycle = 0; cycle < 5; cycle++) {
        alone.add(still.cycle().get(0).orElseThrow());
      }

      changing.place(1, OTHER, 2);
      changing.place(3, QUESTION, 1);
      moved.add(changing.cycle().get(3).orElseThrow());
      assertThat(changing.reshape(2)).containsExactly(1, 3);
      moved.add(changing.cycle().get(1).orElseThrow());
      changing.clear(0);
      assertThat(changing.reshape(1)).containsExactly(1);
      moved.add(changing.cycle().get(0).orElseThrow());
      changing.reshape(32);
      changing.place(31, OTHER, 0);
      moved.add(changing.cycle().get(0).orElseThrow());
      changing.reshape(7);
      moved.add(changing.cycle().get(0).orElseThrow());
    }

    assertThat(moved).usingRecursiveComparison().isEqualTo(alone);
  }

  @Test
  void shapeTooSmallForWhatIsThereIsRefused() {
    try (SlotSolver solver = new SlotSolver(untrained(Mixer.MLP), 2, 1)) {
      solver.place(0, QUESTION, 0);
      solver.place(1, QUESTION, 0);

      assertThatThrownBy(() -> solver.reshape(1))
          .hasMessage("slots is 1; 2 are occupied, and it must be from 1 to 2");
    }
  }
}
