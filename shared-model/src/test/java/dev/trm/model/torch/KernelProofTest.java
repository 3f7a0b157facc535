package dev.trm.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.Compute;
import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.Precision;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.torch.KernelProof.Batch;
import dev.trm.model.train.Initialization;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KernelProofTest {

  /** oneDNN's products, with wrong columns after the last full block of 32. */
  private static final FreeProducts WRONG_TAIL =
      new FreeProducts("oneDNN", "free_wrong_tail.torchscript");

  private static Backend backend(Precision precision, FreeProducts products) {
    return new Backend(Device.cpu(), precision, 1, products);
  }

  private static FreeProducts offered(Precision precision) {
    FreeProducts offered = FreeProducts.of(Device.cpu(), precision);
    assumeThat(offered).isEqualTo(FreeProducts.ONEDNN);
    return offered;
  }

  /** A 9×9 network with 1 or 16 positions before its cells; its cycles are cheap. */
  private static TrmConfig sudoku(Mixer mixer, int hidden, int prefix) {
    return new TrmConfig(
        11,
        81,
        hidden,
        hidden / 64,
        2,
        4,
        256,
        2,
        1,
        16,
        prefix,
        prefix == 0 ? 0 : hidden,
        1,
        mixer,
        Positions.ROPE,
        10000,
        1e-5);
  }

  /** The paper's network: 97 positions, hidden 512, widths 512 and 1536. */
  @ParameterizedTest
  @CsvSource({
    "MLP,512,0,FLOAT32",
    "MLP,512,1,FLOAT32",
    "MLP,512,16,FLOAT32",
    "MLP,512,16,BFLOAT16",
    "ATTENTION,512,16,FLOAT32",
    "ATTENTION,512,16,BFLOAT16"
  })
  void whatIsUsedAtFullSizeHasProvedItself(
      Mixer mixer, int hidden, int prefix, Precision precision) {
    Backend here = backend(precision, FreeProducts.of(Device.cpu(), precision));
    TrmConfig config = sudoku(mixer, hidden, prefix);

    Kernels solving = KernelProof.toSolve(config, here, Batch.of(64));
    Kernels training = KernelProof.toTrain(config, here, Set.of(Batch.of(6)));

    // The machine determines which kernels pass; if even the plain one fails, an exception is
    // thrown.
    assertThat(solving.description()).startsWith(here.products().name());
    assertThat(training.description()).startsWith(here.products().name());
  }

  /** The logits of the first cycle; 1e-5 is relative to the largest. */
  @ParameterizedTest
  @CsvSource({"MLP,256", "MLP,512", "ATTENTION,256"})
  void wideNetworkAgreesWithThePlainPathInItsFirstCycle(Mixer mixer, int hidden) {
    TrmConfig config = sudoku(mixer, hidden, 16);

    float[] found = logits(config, backend(Precision.FLOAT32, offered(Precision.FLOAT32)));

    float[] plain = logits(config, backend(Precision.FLOAT32, FreeProducts.PLAIN));
    assertThat(found).containsExactly(plain, within(1e-5f * largest(plain)));
  }

  @Test
  void plantedWrongKernelIsReplacedAndTheResultIsRight() {
    assumeThat(FreeProducts.of(Device.cpu(), Precision.FLOAT32)).isEqualTo(FreeProducts.ONEDNN);
    TrmConfig config = sudoku(Mixer.MLP, 256, 16);
    int before = KernelProof.replaced();

    float[] found = logits(config, backend(Precision.FLOAT32, WRONG_TAIL));

    float[] plain = logits(config, backend(Precision.FLOAT32, FreeProducts.PLAIN));
    assertThat(found).containsExactly(plain, within(1e-5f * largest(plain)));
    assertThat(KernelProof.replaced()).isEqualTo(before + 1);
  }

  /** Without this, the test above would prove nothing. */
  @Test
  void plantedWrongKernelIsWrong() {
    assumeThat(FreeProducts.of(Device.cpu(), Precision.FLOAT32)).isEqualTo(FreeProducts.ONEDNN);
    Backend one = backend(Precision.FLOAT32, WRONG_TAIL);
    float[][] products = new float[2][];
    for (FreeProducts each : List.of(WRONG_TAIL, FreeProducts.PLAIN)) {
      try (TorchScript script = new TorchScript(TorchProducts.ANY, one, Kernels.unproved(each));
          NDManager scope = script.manager().newSubManager()) {
        NDArray x = scope.arange(0f, 64f).reshape(1, 64);
        NDArray w = scope.ones(new Shape(38, 64));
        NDArray packed = script.call(scope, false, "packed", w).singletonOrThrow();
        NDArray form = TorchScript.host(scope).create(new double[] {3});
        NDArray rows = TorchScript.host(scope).create(new double[] {1});
        NDArray term = scope.ones(new Shape(1, 38));
        NDArray right = script.call(scope, false, "should_be", x, w, term, form).get(0);
        NDArray off =
            script
                .call(scope, false, "product_deviation", x, packed, term, form, right, right, rows)
                .singletonOrThrow();
        double[] columns = off.toDoubleArray();
        products[each == WRONG_TAIL ? 0 : 1] =
            new float[] {(float) columns[38 + 31], (float) columns[38 + 32]};
      }
    }

    // By hand: 0 + 1 + … + 63 and 1 are 2017, and half of it is 1008.5.
    assertThat(products[0]).containsExactly(0, 1008.5f);
    assertThat(products[1]).containsExactly(0, 0);
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT32", "BFLOAT16"})
  void eachDeviatingProductIsNamedAndTheOthersStay(Precision precision) {
    offered(precision);
    // 97, 80 and 200 columns leave a partial block of 32, all others do not.
    TrmConfig config =
        new TrmConfig(
            11, 81, 256, 4, 1, 1, 40, 1, 1, 16, 16, 256, 1, Mixer.MLP, Positions.NONE, 1e4, 1e-5);
    assertThat(config.swigluWidth(97) % 32).isNotZero();

    Kernels kernels = KernelProof.toSolve(config, backend(precision, WRONG_TAIL), Batch.of(2));

    assertThat(kernels.description())
        .isEqualTo("oneDNN, plain length gate, length up, length down, hidden gate, hidden up");
    assertThat(kernels.plainly()).isEqualTo(0b11111);
  }

  @Test
  void narrowNetworkInFloat32IsComputedPlainly() {
    Backend here = Backend.of(Compute.exact(1));

    assertThat(KernelProof.toSolve(sudoku(Mixer.MLP, 128, 1), here, Batch.of(3)).description())
        .isEqualTo("plain");
  }

  @Test
  void cudaComputesPlainly() {
    Backend cuda = new Backend(Device.gpu(0), Precision.BFLOAT16, 1, FreeProducts.PLAIN);

    assertThat(KernelProof.toSolve(sudoku(Mixer.MLP, 256, 1), cuda, Batch.of(64)).description())
        .isEqualTo("plain");
  }

  @Test
  void batchThatIsNotProvedIsRefused() {
    TrmConfig config = sudoku(Mixer.MLP, 64, 1);
    try (TrmModule module = TrmModule.toSolve(config, Backend.of(Compute.exact(1)), 2);
        NDManager manager = module.newManager()) {
      TrmModule.State state = module.state(manager, 3);

      assertThatThrownBy(
              () ->
                  module.cycle(
                      manager,
                      List.of(),
                      List.of(),
                      state,
                      state.arrays().get(0),
                      state.arrays().get(0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the batch has 3 rows; the kernels have not proved themselves for so many");
    }
  }

  /** Logits (B, S, V) of the first cycle of two rows. */
  private static float[] logits(TrmConfig config, Backend backend) {
    TrmWeights model = Initialization.of(config, 5);
    try (TrmModule module = TrmModule.toSolve(config, backend, 2);
        NDManager manager = module.newManager()) {
      List<NDArray> weights =
          config.parameters().stream()
              .map(each -> module.load(manager, model.tensor(each.key())))
              .toList();
      List<NDArray> fixed =
          List.of(
              module.load(manager, model.tensor(TrmWeights.H_INIT)),
              module.load(manager, model.tensor(TrmWeights.L_INIT)));
      TrmModule.State state = module.state(manager, 2);
      long[] cells =
          IntStream.range(0, 2 * config.sequenceLength()).mapToLong(i -> 1 + i % 10).toArray();
      NDArray tokens = manager.create(cells, new Shape(2, config.sequenceLength()));
      NDArray table = module.load(manager, model.tensor(TrmWeights.PUZZLES));
      NDArray question =
          module.question(manager, weights, tokens, table, manager.create(new long[] {0, 0}));
      return module
          .cycle(
              manager,
              module.prepared(manager, weights),
              fixed,
              state,
              question,
              manager.create(new boolean[] {true, true}))
          .get(0)
          .toFloatArray();
    }
  }

  private static float largest(float[] numbers) {
    float largest = 0;
    for (float each : numbers) {
      largest = Math.max(largest, Math.abs(each));
    }
    return largest;
  }
}
