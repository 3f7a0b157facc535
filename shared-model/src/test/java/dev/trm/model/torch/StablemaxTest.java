package dev.trm.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.Compute;
import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.Precision;
import dev.trm.model.TrmConfig;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StablemaxTest {

  /** One cell, one feature: a norm makes it 1, and so do weights of 1 all logits, in bfloat16. */
  private static final TrmConfig ONE =
      new TrmConfig(2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, Mixer.MLP, Positions.NONE, 1, 1e-5);

  @Test
  void logitOfExactlyOneHasAFiniteGradient() {
    Backend backend = Backend.of(Compute.exact(1).with(Precision.BFLOAT16));
    try (TrmModule module = new TrmModule(ONE, backend);
        NDManager manager = module.newManager()) {
      List<NDArray> weights =
          ONE.parameters().stream()
              .map(
                  each ->
                      manager.ones(new Shape(each.shape().stream().mapToLong(n -> n).toArray())))
              .collect(Collectors.toList());
      List<NDArray> fixed = List.of(manager.ones(new Shape(1)), manager.ones(new Shape(1)));
      List<NDArray> state = List.of(module.blank(manager, 1), module.blank(manager, 1));

      NDList out =
          module.gradients(
              manager,
              weights,
              fixed,
              state,
              manager.zeros(new Shape(1, 0)),
              manager.create(new long[] {0}, new Shape(1, 1)),
              manager.create(new long[] {0}, new Shape(1, 1)),
              manager.create(new boolean[] {true}));

      // By hand: two logits of 1 are equally likely; of the cross-entropy's gradient, the right
      // one has 1/4 − 1/2 and the other 1/4, each times an answer of 1.
      assertThat(out.get(0).toDoubleArray()[0]).isEqualTo(Math.log(2));
      assertThat(module.read(out.get(2)).doubles()).containsExactly(-0.25, 0.25);
      Stream<NDArray> gradients = out.subList(1, out.size() - 1).stream();
      assertThat(gradients)
          .allSatisfy(g -> assertThat(module.read(g).doubles()).doesNotContain(Double.NaN));
    }
  }
}
