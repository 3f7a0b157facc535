package dev.trm.model.relations;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.CellGroups;
import dev.trm.model.Parameter;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.torch.Backend;
import dev.trm.model.torch.Field;
import dev.trm.model.torch.TrmModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A loaded network with puzzles of one shape in its rows. */
final class Loaded implements AutoCloseable {

  private final TrmWeights model;
  private final CellGroups.Shape shape;
  private final TrmModule module;
  private final NDManager manager;
  private final List<NDArray> weights;
  private final List<NDArray> fixed;
  private final NDArray table;
  private final NDArray kinds;
  final TrmModule.State state;

  Loaded(TrmWeights model, Backend backend, int[][] questions, List<CellGroups> groups) {
    this.model = model;
    shape = groups.get(0).shape();
    int rows = questions.length;
    module = TrmModule.toTrain(model.config(), backend, Map.of(shape, rows));
    manager = module.newManager();
    weights =
        model.config().parameters().stream()
            .map(each -> module.load(manager, model.tensor(each.key())))
            .toList();
    fixed =
        List.of(
            module.load(manager, model.tensor(TrmWeights.H_INIT)),
            module.load(manager, model.tensor(TrmWeights.L_INIT)));
    table = module.load(manager, model.tensor(TrmWeights.PUZZLES));
    int nodes = Field.nodes(shape);
    long[] all = new long[rows * nodes];
    for (int row = 0; row < rows; row++) {
      Field.kinds(shape, questions[row], all, row * nodes);
    }
    kinds = manager.create(all, new Shape(rows, nodes));
    List<NDArray> arrays =
        new ArrayList<>(
            List.of(module.blank(manager, rows, shape), module.blank(manager, rows, shape)));
    arrays.addAll(module.groups(manager, shape, groups));
    state = new TrmModule.State(arrays, Optional.of(shape));
  }

  static Loaded of(TrmWeights model, Backend backend, int[][] questions, CellGroups groups) {
    return new Loaded(model, backend, questions, Collections.nCopies(questions.length, groups));
  }

  /**
   * Runs cycles without gradient from the fixed start.
   *
   * @return for each cycle logits (rows, C, K) and halt logits (rows)
   */
  List<List<double[]>> cycles(int count) {
    List<NDArray> narrowed =
        model.config().parameters().stream()
            .map(each -> module.loadNarrowed(manager, model.tensor(each.key())))
            .toList();
    List<NDArray> prepared = module.prepared(manager, narrowed);
    NDArray ids = manager.create(new long[rows()]);
    NDArray question = module.question(manager, prepared, kinds, table, ids);
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            cycle -> {
              NDList out =
                  module.cycle(manager, prepared, fixed, state, question, flags(cycle == 1));
              return List.of(doubles(out.get(0)), doubles(out.get(1)));
            })
        .toList();
  }

  /** Loss, halt logits, and gradients by parameter key, of the first cycle. */
  record Step(double loss, double[] halts, Map<String, double[]> gradients) {}

  Step step(int[][] answers, double smoothing) {
    long[] labels =
        Arrays.stream(answers).flatMapToInt(Arrays::stream).mapToLong(Field::label).toArray();
    int rows = rows();
    NDList out =
        module.gradients(
            manager,
            weights,
            fixed,
            state,
            module.load(manager, Golden.f32(List.of((long) rows, 0L), new double[0])),
            kinds,
            manager.create(labels, new Shape(rows, shape.cells())),
            flags(true),
            smoothing);
    double[] figures = out.get(0).toDoubleArray();
    double loss = 0;
    for (int row = 0; row < rows; row++) {
      loss += (figures[row] + 0.5 * figures[rows + row]) / rows;
    }
    Map<String, double[]> gradients = new LinkedHashMap<>();
    List<Parameter> parameters = model.config().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      gradients.put(parameters.get(i).key(), doubles(out.get(i + 1)));
    }
    return new Step(loss, Arrays.copyOfRange(figures, 2 * rows, 3 * rows), gradients);
  }

  double[] answer() {
    return doubles(state.arrays().get(0));
  }

  double[] latent() {
    return doubles(state.arrays().get(1));
  }

  private int rows() {
    return Math.toIntExact(kinds.getShape().get(0));
  }

  private NDArray flags(boolean value) {
    boolean[] all = new boolean[rows()];
    Arrays.fill(all, value);
    return manager.create(all);
  }

  private double[] doubles(NDArray array) {
    return module.read(array).doubles();
  }

  @Override
  public void close() {
    manager.close();
    module.close();
  }
}
