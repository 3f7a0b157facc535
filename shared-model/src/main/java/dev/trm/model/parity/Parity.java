package dev.trm.model.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.Compute;
import dev.trm.model.Parameter;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.torch.Backend;
import dev.trm.model.torch.TrmModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs this model on the inputs of a reference run and compares all recorded numbers: the logits of
 * each evaluation cycle and the final states, then the training losses, halting decisions, first
 * gradients, final weights and their moving average. A file may lack whole groups of these; the
 * report lists the missing groups.
 */
public final class Parity implements AutoCloseable {

  private static final double SINGLE = 1e-5;
  private static final double AFTER_STEPS = 1e-4;
  private static final double EXACT = 0;
  private static final long IGNORED_LABEL = -100;
  private static final String PUZZLE_GRADIENTS = "puzzle_emb.local_weights";

  private final ReferenceRun reference;
  private final TrmConfig config;
  private final TrmModule module;
  private final NDManager manager;
  private final ParityReport report = new ParityReport();

  private Parity(ReferenceRun reference, int threads) {
    this.reference = reference;
    this.config = reference.config();
    this.module = TrmModule.toTrain(config, Backend.of(Compute.exact(threads)), batches());
    this.manager = module.newManager();
  }

  /**
   * Compares this model with the reference run in a file, in float32 on the CPU.
   *
   * @throws IOException if the file can't be read
   * @throws IllegalArgumentException if the file is not a reference run; the message names what is
   *     missing
   */
  public static ParityReport compare(Path file, int threads) throws IOException {
    ReferenceRun reference = ReferenceRun.read(file);
    if (reference.steps("eval") == 0 && reference.steps("train") == 0) {
      throw new IllegalArgumentException("the file has no tensor eval.step1.… or train.step1.…");
    }
    try (Parity parity = new Parity(reference, threads)) {
      parity.evaluation();
      parity.training();
      return parity.report;
    }
  }

  private void evaluation() {
    int cycles = reference.steps("eval");
    if (cycles == 0) {
      report.leaveOut("evaluation");
      return;
    }
    int batch = batch("eval.inputs");
    NDArray tokens = cells(manager, tokens("eval.inputs", batch), batch);
    NDArray ids = manager.create(ids("eval.puzzle_identifiers", batch));
    List<NDArray> weights = weights();
    TrmModule.State state = freshState(batch);
    NDArray question = module.question(manager, weights, tokens, table(), ids);
    List<NDArray> prepared = module.prepared(manager, weights);
    for (int cycle = 1; cycle <= cycles; cycle++) {
      NDList out =
          module.cycle(manager, prepared, buffers(), state, question, flags(batch, cycle == 1));
      String step = "eval.step" + cycle + ".";
      same("evaluation logits", SINGLE, step + "logits", doubles(out.get(0)));
      double[] halts = doubles(out.get(1));
      same("halt logits", SINGLE, step + "q_halt_logits", column(halts, 0));
      if (reference.has(step + "q_continue_logits")) {
        same("halt logits", SINGLE, step + "q_continue_logits", column(halts, 1));
      }
    }
    if (reference.has("eval.z_")) {
      same("final states", SINGLE, "eval.z_H", doubles(state.arrays().get(0)));
      same("final states", SINGLE, "eval.z_L", doubles(state.arrays().get(1)));
    } else {
      report.leaveOut("final states");
    }
  }

  private void training() {
    if (reference.steps("train") == 0) {
      report.leaveOut("training");
      return;
    }
    int batch = batch("train.step1.inputs");
    if (reference.metadata().whole("batch_size", batch) != batch) {
      throw new IllegalArgumentException(
          "batch_size is "
              + reference.metadata().whole("batch_size")
              + ", but train.step1.inputs has "
              + batch
              + " rows");
    }
    List<NDArray> weights = weights();
    TrmModule.Trained trained =
        new TrmModule.Trained(weights, zerosLike(weights), zerosLike(weights), weights());
    NDArray table = table();
    TrmModule.State state = freshState(batch);
    long[] tokens = new long[batch * config.sequenceLength()];
    long[] labels = new long[batch * config.sequenceLength()];
    long[] ids = new long[batch];
    boolean[] halted = new boolean[batch];
    Arrays.fill(halted, true);
    int[] steps = new int[batch];
    int last = reference.metadata().whole("train_steps", reference.steps("train"));
    for (int step = 1; step <= last; step++) {
      String at = "train.step" + step + ".";
      for (int slot = 0; slot < batch; slot++) {
        if (halted[slot]) {
          steps[slot] = 0;
        }
        steps[slot]++;
      }
      take(tokens(at + "inputs", batch), tokens, halted);
      take(labels(at + "labels", batch), labels, halted);
      take(ids(at + "puzzle_identifiers", batch), ids, halted);
      try (NDManager scope = manager.newSubManager()) {
        NDArray questions = cells(scope, tokens, batch);
        NDArray targets = cells(scope, labels, batch);
        NDArray puzzles = scope.create(ids);
        NDArray fresh = scope.create(halted);
        if (step == 1) {
          gradients(scope, weights, ids, questions, targets, fresh);
        }
        double[] figures =
            doubles(
                module.trainStep(
                    scope,
                    trained,
                    buffers(),
                    state,
                    table,
                    puzzles,
                    questions,
                    targets,
                    fresh,
                    module.onHost(scope, hyper(step))));
        double lm = sum(figures, 0, batch);
        double halt = sum(figures, batch, batch);
        same("losses", AFTER_STEPS, at + "loss", lm + 0.5 * halt);
        same("losses", AFTER_STEPS, at + "lm_loss", lm);
        same("losses", AFTER_STEPS, at + "q_halt_loss", halt);
        double[] ended = new double[batch];
        double[] counts = new double[batch];
        for (int slot = 0; slot < batch; slot++) {
          halted[slot] = steps[slot] >= config.maxCycles() || figures[2 * batch + slot] > 0;
          ended[slot] = halted[slot] ? 1 : 0;
          counts[slot] = steps[slot];
        }
        same("halted flags", EXACT, at + "halted", ended);
        same("step counts", EXACT, at + "steps", counts);
      }
    }
    sameParameters("final weights", "train.final", trained.weights());
    if (hasPuzzles() && reference.has("train.final.")) {
      String name = reference.named("train.final", TrmWeights.PUZZLES);
      same("final weights", AFTER_STEPS, name, doubles(table));
    }
    sameParameters("final average", "train.ema", trained.average());
  }

  private void gradients(
      NDManager scope,
      List<NDArray> weights,
      long[] ids,
      NDArray tokens,
      NDArray labels,
      NDArray fresh) {
    if (!reference.has("train.step1.grad.")) {
      report.leaveOut("gradients");
      return;
    }
    NDList found =
        module.gradients(
            scope,
            weights,
            buffers(),
            freshState(ids.length),
            rows(scope, ids),
            tokens,
            labels,
            fresh,
            0);
    List<Parameter> parameters = config.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      String name = reference.named("train.step1.grad", parameters.get(i).key());
      same("gradients", SINGLE, name, doubles(found.get(i + 1)));
    }
    if (hasPuzzles()) {
      String name = reference.named("train.step1.grad", PUZZLE_GRADIENTS);
      same("gradients", SINGLE, name, doubles(found.get(parameters.size() + 1)));
    }
  }

  private double[] hyper(int step) {
    RunMetadata metadata = reference.metadata();
    return new double[] {
      metadata.real("lr"),
      metadata.real("weight_decay"),
      metadata.real("beta1", 0.9),
      metadata.real("beta2", 0.95),
      step,
      hasPuzzles() ? metadata.real("puzzle_emb_lr") : 0,
      hasPuzzles() ? metadata.real("puzzle_emb_weight_decay") : 0,
      metadata.real("ema_rate", 0.999),
      0,
      0,
      0,
      0,
      0,
      0
    };
  }

  private boolean hasPuzzles() {
    return config.puzzleEmbeddingWidth() > 0;
  }

  private int[] batches() {
    return Stream.of("eval.inputs", "train.step1.inputs")
        .filter(reference::has)
        .mapToInt(this::batch)
        .toArray();
  }

  private int batch(String inputs) {
    List<Long> shape = reference.tensor(inputs).shape();
    if (shape.size() != 2 || shape.get(0) < 1) {
      throw new IllegalArgumentException(
          inputs + " has shape " + shape + "; it must be [batch, " + config.sequenceLength() + "]");
    }
    return Math.toIntExact(shape.get(0));
  }

  private long[] tokens(String name, long batch) {
    List<Long> shape = List.of(batch, (long) config.sequenceLength());
    return reference.numbers(name, shape, config.vocabulary(), 0);
  }

  private long[] labels(String name, long batch) {
    List<Long> shape = List.of(batch, (long) config.sequenceLength());
    return reference.numbers(name, shape, config.vocabulary(), IGNORED_LABEL);
  }

  /** Without a puzzle embedding the ids have no meaning. */
  private long[] ids(String name, int batch) {
    return hasPuzzles()
        ? reference.numbers(name, List.of((long) batch), config.puzzleIds(), 0)
        : new long[batch];
  }

  private NDArray cells(NDManager owner, long[] values, int batch) {
    return owner.create(values, new Shape(batch, config.sequenceLength()));
  }

  /** Slots take their rows of the offered batch only if they halted before. */
  private static void take(long[] offered, long[] slots, boolean[] halted) {
    int width = offered.length / halted.length;
    for (int slot = 0; slot < halted.length; slot++) {
      if (halted[slot]) {
        System.arraycopy(offered, slot * width, slots, slot * width, width);
      }
    }
  }

  private List<NDArray> weights() {
    return config.parameters().stream()
        .map(each -> module.load(manager, reference.weight(each.key(), each.shape())))
        .toList();
  }

  private List<NDArray> buffers() {
    List<Long> shape = List.of((long) config.hidden());
    return List.of(
        module.load(manager, reference.weight(TrmWeights.H_INIT, shape)),
        module.load(manager, reference.weight(TrmWeights.L_INIT, shape)));
  }

  private NDArray table() {
    List<Long> shape = List.of((long) config.puzzleIds(), (long) config.puzzleEmbeddingWidth());
    return hasPuzzles()
        ? module.load(manager, reference.weight(TrmWeights.PUZZLES, shape))
        : manager.zeros(new Shape(config.puzzleIds(), 0));
  }

  /** Each slot's puzzle embedding, (B, width). */
  private NDArray rows(NDManager owner, long[] ids) {
    int width = config.puzzleEmbeddingWidth();
    if (!hasPuzzles()) {
      return owner.zeros(new Shape(ids.length, 0));
    }
    double[] table = reference.tensor(reference.named("weights", TrmWeights.PUZZLES)).doubles();
    float[] rows = new float[ids.length * width];
    for (int slot = 0; slot < ids.length; slot++) {
      for (int i = 0; i < width; i++) {
        rows[slot * width + i] = (float) table[(int) ids[slot] * width + i];
      }
    }
    return owner.create(rows, new Shape(ids.length, width));
  }

  private TrmModule.State freshState(int batch) {
    return module.state(manager, batch);
  }

  private List<NDArray> zerosLike(List<NDArray> arrays) {
    List<NDArray> zeros = new ArrayList<>();
    arrays.forEach(array -> zeros.add(array.zerosLike()));
    return zeros;
  }

  private NDArray flags(int batch, boolean value) {
    boolean[] all = new boolean[batch];
    Arrays.fill(all, value);
    return manager.create(all);
  }

  private void sameParameters(String group, String at, List<NDArray> arrays) {
    if (!reference.has(at + ".")) {
      report.leaveOut(group);
      return;
    }
    List<Parameter> parameters = config.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      String name = reference.named(at, parameters.get(i).key());
      same(group, AFTER_STEPS, name, doubles(arrays.get(i)));
    }
  }

  private void same(String group, double tolerance, String name, double... ours) {
    double[] theirs = reference.tensor(name).doubles();
    if (theirs.length != ours.length) {
      throw new IllegalArgumentException(
          name + " has " + theirs.length + " numbers; this model makes " + ours.length);
    }
    report.add(group, tolerance, name, ours, theirs);
  }

  private static double[] doubles(NDArray array) {
    if (array.getDataType() == DataType.FLOAT64) {
      return array.toDoubleArray();
    }
    float[] single = array.toFloatArray();
    double[] wide = new double[single.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = single[i];
    }
    return wide;
  }

  private static double[] column(double[] pairs, int column) {
    double[] chosen = new double[pairs.length / 2];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = pairs[2 * i + column];
    }
    return chosen;
  }

  private static double sum(double[] figures, int from, int count) {
    return Arrays.stream(figures, from, from + count).sum();
  }

  @Override
  public void close() {
    manager.close();
    module.close();
  }
}
