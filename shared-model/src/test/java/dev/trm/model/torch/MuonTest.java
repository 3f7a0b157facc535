package dev.trm.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.Compute;
import dev.trm.model.Mixer;
import dev.trm.model.Parameter;
import dev.trm.model.Positions;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.train.Initialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares with the published algorithm, implemented here in double precision. */
class MuonTest {
  private static final double RATE = 0.01;
  private static final double MOMENTUM = 0.9;
  private static final double DECAY = 0.1;

  private static TrmConfig config(Mixer mixer) {
    return new TrmConfig(5, 6, 8, 2, 1, 2, 4, 1, 1, 1, 1, 8, 1, mixer, Positions.NONE, 1e4, 1e-5);
  }

  @ParameterizedTest
  @CsvSource({"6, 10", "10, 6", "8, 8", "3, 40"})
  void matricesBecomeNearlyOrthogonal(int rows, int columns) {
    double[][] first = random(rows, columns, 1);
    double[][] second = random(rows, columns, 2);
    try (TrmModule module = TrmModule.toTrain(config(Mixer.MLP), Backend.of(Compute.exact(1)), 1);
        NDManager manager = module.newManager()) {
      NDArray both = manager.create(floats(first, second), new Shape(2, rows, columns));

      double[] found = module.read(module.orthogonal(manager, both)).doubles();

      for (int part = 0; part < 2; part++) {
        double[][] turn = matrix(found, part * rows * columns, rows, columns);
        double[][] whole = part == 0 ? first : second;
        same(turn, newtonSchulz(whole), 1e-5);
        double[][] polar = polar(whole);
        double cosine = inner(turn, polar) / Math.sqrt(inner(turn, turn) * inner(polar, polar));
        assertThat(cosine).as("beside the closest orthogonal matrix").isGreaterThan(0.97);
        double meanSquare = inner(turn, turn) / Math.min(rows, columns);
        assertThat(meanSquare).as("of the singular values").isBetween(0.7 * 0.7, 1.2 * 1.2);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mixer.class,
      names = {"RELATIONS", "NEIGHBOURS"},
      mode = EnumSource.Mode.EXCLUDE)
  void aStepTurnsTheLayersMatricesAndLeavesTheRestToAdamATan2(Mixer mixer) {
    TrmConfig config = config(mixer);
    try (TrmModule module = TrmModule.toTrain(config, Backend.of(Compute.exact(1)), 1);
        NDManager manager = module.newManager()) {
      Step adam = new Step(module, manager, config);
      Step muon = new Step(module, manager, config);
      NDList gradients = muon.gradients();
      List<double[][]> before = muon.matrices(muon.weights);
      List<double[][]> momenta = muon.matrices(muon.momenta);

      adam.run(0);
      muon.run(1);

      List<double[][]> after = muon.matrices(muon.weights);
      int hidden = config.parameters().size() - 4 * config.layers();
      for (int i = hidden; i < config.parameters().size(); i++) {
        double[][] gradient = muon.matrix(gradients.get(i + 1));
        int fused = new int[] {mixer == Mixer.MLP ? 2 : 3, 1, 2, 1}[(i - hidden) % 4];
        double[][] momentum = mixed(momenta.get(i), gradient, 1 - MOMENTUM);
        double[][] ahead = mixed(gradient, momentum, MOMENTUM);
        same(muon.matrix(muon.momenta.get(i)), momentum, 1e-7);
        same(after.get(i), moved(before.get(i), ahead, fused), 1e-6);
      }
      for (int i = 0; i < hidden; i++) {
        assertThat(module.read(muon.weights.get(i))).isEqualTo(module.read(adam.weights.get(i)));
      }
    }
  }

  @Test
  void withoutAGradientNothingIsMoved() {
    try (TrmModule module = TrmModule.toTrain(config(Mixer.MLP), Backend.of(Compute.exact(1)), 1);
        NDManager manager = module.newManager()) {
      NDArray nothing = manager.zeros(new Shape(1, 4, 6));

      assertThat(module.read(module.orthogonal(manager, nothing)).doubles()).containsOnly(0.0);
    }
  }

  /** The arguments of one training step, the same each time. */
  private static final class Step {
    private final TrmModule module;
    private final NDManager manager;
    private final List<NDArray> weights = new ArrayList<>();
    private final List<NDArray> momenta = new ArrayList<>();
    private final List<NDArray> squares = new ArrayList<>();
    private final List<NDArray> averages = new ArrayList<>();
    private final List<NDArray> fixed;
    private final NDArray table;
    private final NDArray tokens;
    private final NDArray labels;
    private final NDArray fresh;

    Step(TrmModule module, NDManager manager, TrmConfig config) {
      this.module = module;
      this.manager = manager;
      TrmWeights model = Initialization.of(config, 3);
      Random random = new Random(5);
      for (Parameter each : config.parameters()) {
        weights.add(module.load(manager, model.tensor(each.key())));
        averages.add(module.load(manager, model.tensor(each.key())));
        Shape shape = new Shape(each.shape().stream().mapToLong(Long::longValue).toArray());
        float[] old = new float[(int) shape.size()];
        for (int i = 0; i < old.length; i++) {
          old[i] = 0.01f * (float) random.nextGaussian();
        }
        momenta.add(manager.create(old, shape));
        squares.add(manager.zeros(shape));
      }
      fixed =
          List.of(
              module.load(manager, model.tensor(TrmWeights.H_INIT)),
              module.load(manager, model.tensor(TrmWeights.L_INIT)));
      table = manager.zeros(new Shape(1, config.puzzleEmbeddingWidth()));
      tokens = manager.create(new long[] {1, 2, 3, 4, 1, 2}, new Shape(1, 6));
      labels = manager.create(new long[] {2, 3, 4, 1, 2, 3}, new Shape(1, 6));
      fresh = manager.create(new boolean[] {true});
    }

    private TrmModule.State state() {
      return module.state(manager, 1);
    }

    NDList gradients() {
      return module.gradients(manager, weights, fixed, state(), table, tokens, labels, fresh, 0.1);
    }

    void run(int muon) {
      module.trainStep(
          manager,
          new TrmModule.Trained(weights, momenta, squares, averages),
          fixed,
          state(),
          table,
          manager.create(new long[] {0}),
          tokens,
          labels,
          fresh,
          module.onHost(
              manager, 0.002, DECAY, 0.9, 0.95, 1, 0.01, 0.1, 0.99, 0.1, muon, RATE, MOMENTUM, 0,
              0));
    }

    List<double[][]> matrices(List<NDArray> of) {
      return of.stream().map(this::matrix).toList();
    }

    double[][] matrix(NDArray array) {
      double[] values = module.read(array).doubles();
      long[] shape = array.getShape().getShape();
      int columns = shape.length == 1 ? 1 : (int) shape[1];
      return MuonTest.matrix(values, 0, (int) shape[0], columns);
    }
  }

  /** Weights after an update; the parts of a fused matrix are orthogonalised one by one. */
  private static double[][] moved(double[][] weights, double[][] ahead, int fused) {
    int rows = weights.length / fused;
    int columns = weights[0].length;
    double size = 0.2 * Math.sqrt(Math.max(rows, columns));
    double[][] moved = new double[weights.length][columns];
    for (int part = 0; part < fused; part++) {
      double[][] some = new double[rows][];
      System.arraycopy(ahead, part * rows, some, 0, rows);
      double[][] turn = newtonSchulz(some);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          int row = part * rows + i;
          moved[row][j] = weights[row][j] * (1 - RATE * DECAY) - RATE * size * turn[i][j];
        }
      }
    }
    return moved;
  }

  /** The published iteration, on the shorter side. */
  private static double[][] newtonSchulz(double[][] x) {
    if (x.length > x[0].length) {
      return transposed(newtonSchulz(transposed(x)));
    }
    double[][] y = scaled(x, 1 / (Math.sqrt(inner(x, x)) + 1e-7));
    for (int i = 0; i < 5; i++) {
      double[][] a = product(y, transposed(y));
      double[][] b = sum(scaled(a, -4.7750), scaled(product(a, a), 2.0315));
      y = sum(scaled(y, 3.4445), product(b, y));
    }
    return y;
  }

  /** The closest matrix whose shorter side is orthonormal, by an iteration that converges. */
  private static double[][] polar(double[][] x) {
    if (x.length > x[0].length) {
      return transposed(polar(transposed(x)));
    }
    double[][] y = scaled(x, 1 / Math.sqrt(inner(x, x)));
    for (int i = 0; i < 60; i++) {
      double[][] cubed = product(product(y, transposed(y)), y);
      y = sum(scaled(y, 1.5), scaled(cubed, -0.5));
    }
    return y;
  }

  private static double[][] random(int rows, int columns, long seed) {
    Random random = new Random(seed);
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      for (int j = 0; j < columns; j++) {
        row[j] = (float) random.nextGaussian();
      }
    }
    return matrix;
  }

  private static float[] floats(double[][]... matrices) {
    List<Float> all = new ArrayList<>();
    for (double[][] matrix : matrices) {
      for (double[] row : matrix) {
        for (double value : row) {
          all.add((float) value);
        }
      }
    }
    float[] floats = new float[all.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = all.get(i);
    }
    return floats;
  }

  private static double[][] matrix(double[] values, int from, int rows, int columns) {
    double[][] matrix = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(values, from + i * columns, matrix[i], 0, columns);
    }
    return matrix;
  }

  private static double[][] mixed(double[][] from, double[][] to, double part) {
    return sum(scaled(from, 1 - part), scaled(to, part));
  }

  private static double[][] transposed(double[][] x) {
    double[][] turned = new double[x[0].length][x.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[0].length; j++) {
        turned[j][i] = x[i][j];
      }
    }
    return turned;
  }

  private static double[][] product(double[][] x, double[][] y) {
    double[][] product = new double[x.length][y[0].length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < y[0].length; j++) {
        for (int k = 0; k < y.length; k++) {
          product[i][j] += x[i][k] * y[k][j];
        }
      }
    }
    return product;
  }

  private static double[][] sum(double[][] x, double[][] y) {
    double[][] sum = new double[x.length][x[0].length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[0].length; j++) {
        sum[i][j] = x[i][j] + y[i][j];
      }
    }
    return sum;
  }

  private static double[][] scaled(double[][] x, double factor) {
    double[][] scaled = new double[x.length][x[0].length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[0].length; j++) {
        scaled[i][j] = factor * x[i][j];
      }
    }
    return scaled;
  }

  private static double inner(double[][] x, double[][] y) {
    double inner = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[0].length; j++) {
        inner += x[i][j] * y[i][j];
      }
    }
    return inner;
  }

  private static void same(double[][] found, double[][] expected, double tolerance) {
    assertThat(found).hasDimensions(expected.length, expected[0].length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).containsExactly(expected[i], within(tolerance));
    }
  }
}
