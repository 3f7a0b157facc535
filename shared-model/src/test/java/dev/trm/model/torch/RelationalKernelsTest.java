package dev.trm.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.trm.model.CellGroups;
import dev.trm.model.Mixer;
import dev.trm.model.Precision;
import dev.trm.model.Start;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.relations.Boards;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import dev.trm.model.torch.KernelProof.Batch;
import dev.trm.model.train.Initialization;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RelationalKernelsTest {

  /** oneDNN's products, with wrong columns past the last full block of 32. */
  private static final FreeProducts WRONG_TAIL =
      new FreeProducts("oneDNN", "free_wrong_tail.torchscript");

  private static final CellGroups GROUPS = Boards.sudoku(2, 2);

  private static Backend backend(Precision precision, FreeProducts products) {
    return new Backend(Device.cpu(), precision, 1, products);
  }

  /** Values have 4 · 24 columns, own and down 40, gate and up 80. */
  private static TrmConfig ofUnevenWidth() {
    return TrmConfig.grouped(Mixer.RELATIONS, 16, 6, 40, 24, 3, 1, 2, 2, 4);
  }

  @Test
  void wrongProductsAreReplacedAndTheResultIsRight() {
    FreeProducts offered = FreeProducts.of(Device.cpu(), Precision.BFLOAT16);
    assumeThat(offered).isEqualTo(FreeProducts.ONEDNN);
    Kernels kernels =
        KernelProof.toSolve(
            ofUnevenWidth(), backend(Precision.BFLOAT16, WRONG_TAIL), new Batch(2, GROUPS.shape()));

    assertThat(kernels.description())
        .isEqualTo("oneDNN, plain own, hidden gate, hidden up, hidden down");
    assertThat(confidence(WRONG_TAIL))
        .containsExactly(confidence(FreeProducts.PLAIN), within(0.02f));
  }

  private static float[] confidence(FreeProducts products) {
    TrmWeights model = Initialization.of(ofUnevenWidth(), 5);
    try (SlotSolver solver =
        new SlotSolver(model, GROUPS.shape(), 1, 1, backend(Precision.BFLOAT16, products))) {
      int[] question = {1, 2, 1, 4, 5, 1, 1, 3, 1, 1, 2, 1, 1, 5, 1, 1};
      solver.place(0, question, 0, GROUPS, Start.FIXED);
      SlotCycle made = solver.cycle().get(0).orElseThrow();
      return made.confidence();
    }
  }

  @ParameterizedTest
  @EnumSource(value = Precision.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void whatTrainingUsesHasProvedItself(Precision precision) {
    TrmConfig config = TrmConfig.grouped(Mixer.RELATIONS, 256, 18, 32, 16, 3, 2, 2, 2, 16);
    Backend here = backend(precision, FreeProducts.of(Device.cpu(), precision));

    Kernels kernels =
        KernelProof.toTrain(
            config,
            here,
            Set.of(
                new Batch(32, Boards.sudoku(3, 3).shape()),
                new Batch(6, Boards.sudoku(4, 4).shape()),
                new Batch(64, GROUPS.shape())));

    assertThat(kernels.description()).startsWith(FreeProducts.of(config, here).name());
  }

  @Test
  void shapesThatHaveNotProvedThemselvesAreRefused() {
    TrmConfig config = TrmConfig.grouped(Mixer.RELATIONS, 81, 11, 8, 8, 3, 1, 1, 1, 4);
    Backend backend = backend(Precision.FLOAT32, FreeProducts.PLAIN);
    try (TrmModule module = TrmModule.toTrain(config, backend, Map.of(GROUPS.shape(), 2));
        NDManager manager = module.newManager()) {
      TrmModule.State other = module.state(manager, 2);

      assertThatThrownBy(
              () ->
                  module.cycle(
                      manager,
                      List.of(),
                      List.of(),
                      other,
                      other.arrays().get(0),
                      other.arrays().get(0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the batch has 2 rows; the kernels have not proved themselves for so many");
    }
  }
}
