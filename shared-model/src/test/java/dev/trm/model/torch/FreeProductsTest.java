package dev.trm.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.Precision;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.train.Initialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FreeProductsTest {
  private static final Backend FLOAT32 = new Backend(Device.cpu(), Precision.FLOAT32, 1);

  private static TrmConfig config(Mixer mixer, int hidden) {
    return new TrmConfig(
        8, 6, hidden, 2, 2, 2, 32, 2, 2, 4, 1, hidden, 3, mixer, Positions.ROPE, 10000, 1e-5);
  }

  @ParameterizedTest
  @EnumSource(Mixer.class)
  void bothComputeTheSameCycle(Mixer mixer) {
    assumeThat(FreeProducts.of(config(mixer, 256), FLOAT32)).isEqualTo(FreeProducts.ONEDNN);

    float[] plain = answer(mixer, FreeProducts.PLAIN);

    assertThat(answer(mixer, FreeProducts.ONEDNN)).containsExactly(plain, within(1e-4f));
  }

  @Test
  void narrowNetworkInFloat32IsComputedPlainly() {
    assertThat(FreeProducts.of(config(Mixer.MLP, 128), FLOAT32)).isEqualTo(FreeProducts.PLAIN);
  }

  @Test
  void cudaComputesPlainly() {
    Backend cuda = new Backend(Device.gpu(0), Precision.BFLOAT16, 1);

    assertThat(FreeProducts.of(config(Mixer.MLP, 256), cuda)).isEqualTo(FreeProducts.PLAIN);
  }

  /** The answer's state after a cycle of two rows. */
  private static float[] answer(Mixer mixer, FreeProducts free) {
    TrmConfig config = config(mixer, 32);
    TrmWeights model = Initialization.of(config, 5);
    try (TrmModule module = new TrmModule(config, FLOAT32, free);
        NDManager manager = module.newManager()) {
      List<NDArray> weights =
          config.parameters().stream()
              .map(each -> module.load(manager, model.tensor(each.key())))
              .toList();
      List<NDArray> fixed =
          List.of(
              module.load(manager, model.tensor(TrmWeights.H_INIT)),
              module.load(manager, model.tensor(TrmWeights.L_INIT)));
      List<NDArray> state = List.of(module.blank(manager, 2), module.blank(manager, 2));
      NDArray tokens =
          manager.create(new long[] {1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1}, new Shape(2, 6));
      NDArray table = module.load(manager, model.tensor(TrmWeights.PUZZLES));
      NDArray question =
          module.question(manager, weights, tokens, table, manager.create(new long[] {1, 2}));
      NDList cycled =
          module.cycle(
              manager,
              module.prepared(manager, weights),
              fixed,
              state,
              question,
              manager.create(new boolean[] {true, true}));
      assertThat(cycled).hasSize(2);
      return state.get(0).toFloatArray();
    }
  }
}
