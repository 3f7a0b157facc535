package dev.trm.model.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.Compute;
import dev.trm.model.Parameter;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.torch.Backend;
import dev.trm.model.torch.TrmModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs this model on the inputs of a reference run and compares every number kept: the evaluation's
 * logits of each cycle and its last states, then the training's losses, halting, first gradients,
 * last weights and their average.
 */
public final class Parity implements AutoCloseable {

  private static final double SINGLE = 1e-5;
  private static final double AFTER_STEPS = 1e-4;
  private static final double EXACT = 0;

  private final ReferenceRun reference;
  private final TrmConfig config;
  private final TrmModule module;
  private final NDManager manager;
  private final ParityReport report = new ParityReport();

  private Parity(ReferenceRun reference, int threads) {
    this.reference = reference;
    this.config = reference.config();
    this.module = new TrmModule(config, Backend.of(Compute.exact(threads)));
    this.manager = module.newManager();
  }

  /**
   * Compares with the run in a file, in float32 on the CPU.
   *
   * @throws IOException if the file can't be read
   * @throws IllegalArgumentException if it is no reference run; the message names what is missing
   */
  public static ParityReport compare(Path file, int threads) throws IOException {
    try (Parity parity = new Parity(ReferenceRun.read(file), threads)) {
      parity.evaluation();
      parity.training();
      return parity.report;
    }
  }

  private void evaluation() {
    NDArray tokens = whole("eval.inputs");
    long batch = tokens.getShape().get(0);
    List<NDArray> weights = weights();
    List<NDArray> state = freshState(batch);
    NDArray question =
        module.question(manager, weights, tokens, table(), whole("eval.puzzle_identifiers"));
    for (int cycle = 1; cycle <= config.maxCycles(); cycle++) {
      NDList out =
          module.cycle(
              manager, weights, buffers(), state, question, flags((int) batch, cycle == 1));
      String step = "eval.step" + cycle + ".";
      same("evaluation logits", SINGLE, step + "logits", doubles(out.get(0)));
      double[] halts = doubles(out.get(1));
      same("halt logits", SINGLE, step + "q_halt_logits", column(halts, 0));
      same("halt logits", SINGLE, step + "q_continue_logits", column(halts, 1));
    }
    same("final states", SINGLE, "eval.z_H", doubles(state.get(0)));
    same("final states", SINGLE, "eval.z_L", doubles(state.get(1)));
  }

  private void training() {
    int batch = reference.whole("batch_size");
    List<NDArray> weights = weights();
    TrmModule.Trained trained =
        new TrmModule.Trained(weights, zerosLike(weights), zerosLike(weights), weights());
    NDArray table = table();
    List<NDArray> state = freshState(batch);
    long[] tokens = new long[batch * config.sequenceLength()];
    long[] labels = new long[batch * config.sequenceLength()];
    long[] ids = new long[batch];
    boolean[] halted = new boolean[batch];
    Arrays.fill(halted, true);
    int[] steps = new int[batch];
    for (int step = 1; step <= reference.whole("train_steps"); step++) {
      String at = "train.step" + step + ".";
      for (int slot = 0; slot < batch; slot++) {
        if (halted[slot]) {
          steps[slot] = 0;
        }
        steps[slot]++;
      }
      take(at + "inputs", tokens, halted);
      take(at + "labels", labels, halted);
      take(at + "puzzle_identifiers", ids, halted);
      try (NDManager scope = manager.newSubManager()) {
        Shape cells = new Shape(batch, config.sequenceLength());
        NDArray questions = scope.create(tokens, cells);
        NDArray targets = scope.create(labels, cells);
        NDArray puzzles = scope.create(ids);
        NDArray fresh = scope.create(halted);
        if (step == 1) {
          gradients(scope, weights, table.get(puzzles), questions, targets, fresh);
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
    same("final weights", AFTER_STEPS, "train.final.inner.puzzle_emb.weights", doubles(table));
    sameParameters("final average", "train.ema", trained.average());
  }

  private void gradients(
      NDManager scope,
      List<NDArray> weights,
      NDArray rows,
      NDArray tokens,
      NDArray labels,
      NDArray fresh) {
    NDList found =
        module.gradients(
            scope,
            weights,
            buffers(),
            freshState(labels.getShape().get(0)),
            rows,
            tokens,
            labels,
            fresh);
    List<Parameter> parameters = config.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      String name = "train.step1.grad.inner." + parameters.get(i).key();
      same("gradients", SINGLE, name, doubles(found.get(i + 1)));
    }
    same(
        "gradients",
        SINGLE,
        "train.step1.grad.inner.puzzle_emb.local_weights",
        doubles(found.get(parameters.size() + 1)));
  }

  private double[] hyper(int step) {
    return new double[] {
      reference.real("lr"),
      reference.real("weight_decay"),
      reference.real("beta1"),
      reference.real("beta2"),
      step,
      reference.real("puzzle_emb_lr"),
      reference.real("puzzle_emb_weight_decay"),
      reference.real("ema_rate")
    };
  }

  /** A slot takes its row of the batch offered only if it halted before. */
  private void take(String name, long[] slots, boolean[] halted) {
    long[] offered = reference.tensor(name).longs();
    int width = offered.length / halted.length;
    for (int slot = 0; slot < halted.length; slot++) {
      if (halted[slot]) {
        System.arraycopy(offered, slot * width, slots, slot * width, width);
      }
    }
  }

  private List<NDArray> weights() {
    return config.parameters().stream()
        .map(
            parameter -> {
              HostTensor tensor = reference.tensor("weights", parameter.key());
              if (!tensor.shape().equals(parameter.shape())) {
                throw new IllegalArgumentException(
                    parameter.key()
                        + " has shape "
                        + tensor.shape()
                        + "; the configuration asks for "
                        + parameter.shape());
              }
              return module.load(manager, tensor);
            })
        .toList();
  }

  private List<NDArray> buffers() {
    return List.of(
        module.load(manager, reference.tensor("weights", "H_init")),
        module.load(manager, reference.tensor("weights", "L_init")));
  }

  private NDArray table() {
    return module.load(manager, reference.tensor("weights", "puzzle_emb.weights"));
  }

  private List<NDArray> freshState(long batch) {
    int rows = Math.toIntExact(batch);
    return List.of(module.blank(manager, rows), module.blank(manager, rows));
  }

  private List<NDArray> zerosLike(List<NDArray> arrays) {
    List<NDArray> zeros = new ArrayList<>();
    arrays.forEach(array -> zeros.add(array.zerosLike()));
    return zeros;
  }

  private NDArray whole(String name) {
    HostTensor tensor = reference.tensor(name);
    return manager.create(
        tensor.longs(), new Shape(tensor.shape().stream().mapToLong(Long::longValue).toArray()));
  }

  private NDArray flags(int batch, boolean value) {
    boolean[] all = new boolean[batch];
    Arrays.fill(all, value);
    return manager.create(all);
  }

  private void sameParameters(String group, String prefix, List<NDArray> arrays) {
    List<Parameter> parameters = config.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      same(
          group, AFTER_STEPS, prefix + ".inner." + parameters.get(i).key(), doubles(arrays.get(i)));
    }
  }

  private void same(String group, double tolerance, String name, double... ours) {
    report.add(group, tolerance, name, ours, reference.tensor(name).doubles());
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
