package dev.trm.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.Compute;
import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.Precision;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.train.Initialization;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StablemaxTest {

  /**
   * One cell, one feature: the norm makes it 1, and with weights of 1 all logits are 1, in bfloat16
   * too.
   */
  private static final TrmConfig ONE =
      new TrmConfig(2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, Mixer.MLP, Positions.NONE, 1, 1e-5);

  @Test
  void logitOfExactlyOneHasAFiniteGradient() {
    // By hand: two logits of 1 are equally likely. The cross-entropy's gradient is 1/4 − 1/2 for
    // the correct token and 1/4 for the other, each times an answer of 1.
    assertThat(gradientsOfEqualLogits(0)).containsExactly(-0.25, 0.25);
  }

  @Test
  void smoothedLabelsAskForLessOfTheRightToken() {
    // By hand: the smoothed labels are 0.9 for the correct token and 0.1 for the other, so the
    // gradient is 1/4 − 0.9/2 and 1/4 − 0.1/2; both are rounded to bfloat16.
    assertThat(gradientsOfEqualLogits(0.2)).containsExactly(new double[] {-0.2, 0.2}, within(1e-3));
  }

  /** The gradients of the output's weights. */
  private static double[] gradientsOfEqualLogits(double labelSmoothing) {
    Backend backend = Backend.of(Compute.exact(1).with(Precision.BFLOAT16));
    try (TrmModule module = TrmModule.toTrain(ONE, backend, 1);
        NDManager manager = module.newManager()) {
      List<NDArray> weights =
          ONE.parameters().stream()
              .map(
                  each ->
                      manager.ones(new Shape(each.shape().stream().mapToLong(n -> n).toArray())))
              .collect(Collectors.toList());
      List<NDArray> fixed = List.of(manager.ones(new Shape(1)), manager.ones(new Shape(1)));
      TrmModule.State state = module.state(manager, 1);

      NDList out =
          module.gradients(
              manager,
              weights,
              fixed,
              state,
              manager.zeros(new Shape(1, 0)),
              manager.create(new long[] {0}, new Shape(1, 1)),
              manager.create(new long[] {0}, new Shape(1, 1)),
              manager.create(new boolean[] {true}),
              labelSmoothing);

      // Both tokens are equally likely, so the loss does not depend on the label.
      assertThat(out.get(0).toDoubleArray()[0]).isCloseTo(Math.log(2), within(1e-15));
      Stream<NDArray> gradients = out.subList(1, out.size() - 1).stream();
      assertThat(gradients)
          .allSatisfy(g -> assertThat(module.read(g).doubles()).doesNotContain(Double.NaN));
      return module.read(out.get(2)).doubles();
    }
  }

  /** Compares with the loss computed in double precision from the logits of the same cycle. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.5})
  void lossIsTheCrossEntropyOfSmoothedLabels(double labelSmoothing) {
    TrmConfig config =
        new TrmConfig(
            5, 3, 8, 2, 1, 1, 8, 1, 1, 1, 0, 0, 1, Mixer.ATTENTION, Positions.ROPE, 1e4, 1e-5);
    long[] labels = {4, -100, 2};
    try (TrmModule module = TrmModule.toTrain(config, Backend.of(Compute.exact(1)), 1);
        NDManager manager = module.newManager()) {
      TrmWeights model = Initialization.of(config, 3);
      List<NDArray> weights =
          config.parameters().stream()
              .map(each -> module.load(manager, model.tensor(each.key())))
              .toList();
      List<NDArray> fixed =
          List.of(
              module.load(manager, model.tensor(TrmWeights.H_INIT)),
              module.load(manager, model.tensor(TrmWeights.L_INIT)));
      NDArray tokens = manager.create(new long[] {1, 2, 3}, new Shape(1, 3));
      NDArray fresh = manager.create(new boolean[] {true});
      NDArray question =
          module.question(
              manager,
              weights,
              tokens,
              manager.zeros(new Shape(1, 0)),
              manager.create(new long[] {0}));
      TrmModule.State state = module.state(manager, 1);
      NDArray cycled =
          module
              .cycle(manager, module.prepared(manager, weights), fixed, state, question, fresh)
              .get(0);
      double[] logits = module.read(cycled).doubles();

      NDList out =
          module.gradients(
              manager,
              weights,
              fixed,
              module.state(manager, 1),
              manager.zeros(new Shape(1, 0)),
              tokens,
              manager.create(labels, new Shape(1, 3)),
              fresh,
              labelSmoothing);

      double expected =
          (surprise(logits, 0, 4, labelSmoothing) + surprise(logits, 2, 2, labelSmoothing)) / 2;
      assertThat(DoubleStream.of(logits).boxed())
          .as("both branches of stablemax")
          .anyMatch(x -> x < 0)
          .anyMatch(x -> x > 0);
      assertThat(out.get(0).toDoubleArray()[0]).isCloseTo(expected, within(1e-5));
    }
  }

  private static double surprise(double[] logits, int cell, int label, double labelSmoothing) {
    double[] s = new double[5];
    double sum = 0;
    for (int token = 0; token < 5; token++) {
      double x = logits[5 * cell + token];
      s[token] = x >= 0 ? x + 1 : 1 / (1 - x);
      sum += s[token];
    }
    double surprise = 0;
    for (int token = 0; token < 5; token++) {
      double asked = labelSmoothing / 5 + (token == label ? 1 - labelSmoothing : 0);
      surprise -= asked * Math.log(s[token] / sum);
    }
    return surprise;
  }
}
