package dev.trm.model.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.model.Parameter;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.torch.TrmModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A training in progress, in float32: a pool of slots, each with an example that stays until its
 * slot halts. {@link #checkpoint} holds all of it, and {@link #resume} goes on from there as if
 * nothing had happened, to the bit, given as many threads and the same library. For one thread.
 */
public final class TrainingRun implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> COPIES = List.of("weights.", "first.", "second.", "average.");

  private final TrmConfig config;
  private final TrainingOptions options;
  private final int threads;
  private final ExampleSource examples;
  private final TrmModule module;
  private final NDManager manager;
  private final List<NDArray> buffers;
  private final TrmModule.Trained trained;
  private final NDArray puzzles;
  private final List<NDArray> state;
  private final SlotPool slots;
  private long step;

  private TrainingRun(
      TrmConfig config,
      TrainingOptions options,
      int threads,
      ExampleSource examples,
      Map<String, HostTensor> tensors,
      SlotPool slots,
      long step) {
    this.config = config;
    this.options = options;
    this.threads = threads;
    this.examples = examples;
    this.slots = slots;
    this.step = step;
    this.module = new TrmModule(config, Device.cpu(), threads);
    this.manager = module.newManager();
    List<List<NDArray>> copies = new ArrayList<>();
    for (String copy : COPIES) {
      List<NDArray> arrays = new ArrayList<>();
      for (Parameter parameter : config.parameters()) {
        arrays.add(load(tensors, copy + parameter.key()));
      }
      copies.add(arrays);
    }
    trained = new TrmModule.Trained(copies.get(0), copies.get(1), copies.get(2), copies.get(3));
    buffers = List.of(load(tensors, TrmWeights.H_INIT), load(tensors, TrmWeights.L_INIT));
    puzzles = load(tensors, TrmWeights.PUZZLES);
    state = List.of(load(tensors, "state.answer"), load(tensors, "state.latent"));
  }

  private NDArray load(Map<String, HostTensor> tensors, String name) {
    HostTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the checkpoint has no tensor " + name);
    }
    return module.load(manager, tensor);
  }

  /** Begins anew; equal arguments train to equal weights. */
  public static TrainingRun start(
      TrmConfig config, TrainingOptions options, int threads, ExampleSource examples) {
    TrmWeights initial = Initialization.of(config, options.seed());
    Map<String, HostTensor> tensors = new LinkedHashMap<>(initial.tensors());
    for (Parameter parameter : config.parameters()) {
      HostTensor drawn = initial.tensor(parameter.key());
      tensors.put("weights." + parameter.key(), drawn);
      tensors.put("first." + parameter.key(), Tensors.zeros(parameter.shape()));
      tensors.put("second." + parameter.key(), Tensors.zeros(parameter.shape()));
      tensors.put("average." + parameter.key(), drawn);
    }
    List<Long> shape =
        List.of((long) options.batch(), (long) config.length(), (long) config.hidden());
    tensors.put("state.answer", Tensors.zeros(shape));
    tensors.put("state.latent", Tensors.zeros(shape));
    return new TrainingRun(
        config, options, threads, examples, tensors, SlotPool.start(config, options), 0);
  }

  /**
   * Goes on from a checkpoint.
   *
   * @param options as of the checkpoint to go on as if nothing had happened; others of the same
   *     batch make it a run of its own from here
   * @param examples of the same data; it is put back to where the checkpoint left it
   * @throws IOException if the checkpoint lacks something or does not fit; says what
   */
  public static TrainingRun resume(
      Safetensors checkpoint,
      TrmConfig config,
      TrainingOptions options,
      int threads,
      ExampleSource examples)
      throws IOException {
    try {
      TrmConfig kept = JSON.readValue(fact(checkpoint, "config"), TrmConfig.class);
      if (!kept.equals(config)) {
        throw new IllegalArgumentException("it is of " + kept + ", not of " + config);
      }
      TrainingOptions before = JSON.readValue(fact(checkpoint, "options"), TrainingOptions.class);
      if (before.batch() != options.batch()) {
        throw new IllegalArgumentException(
            "batch is " + options.batch() + "; the checkpoint's is " + before.batch());
      }
      long step = Long.parseLong(fact(checkpoint, "step"));
      SlotPool slots = SlotPool.restore(config, options, checkpoint.tensors());
      examples.restore(Tensors.longs(checkpoint.tensors(), "examples"));
      return new TrainingRun(config, options, threads, examples, checkpoint.tensors(), slots, step);
    } catch (JsonProcessingException | IllegalArgumentException wrong) {
      throw new IOException("the checkpoint can't be resumed: " + wrong.getMessage(), wrong);
    }
  }

  /** Whether a resume of this checkpoint with that many threads ends equal to the bit. */
  public static boolean exactWith(Safetensors checkpoint, int threads) {
    return String.valueOf(threads).equals(checkpoint.metadata().get("threads"));
  }

  private static String fact(Safetensors checkpoint, String name) {
    String value = checkpoint.metadata().get(name);
    if (value == null) {
      throw new IllegalArgumentException("its metadata has no " + name);
    }
    return value;
  }

  public long stepsDone() {
    return step;
  }

  /** One training step: halted slots take a new example, all run a cycle, the weights move. */
  public StepMetrics step() {
    slots.refill(examples);
    step++;
    double rate = options.rateAt(step);
    double[] figures;
    try (NDManager scope = manager.newSubManager()) {
      Shape cells = new Shape(options.batch(), config.sequenceLength());
      figures =
          module
              .trainStep(
                  scope,
                  trained,
                  buffers,
                  state,
                  puzzles,
                  scope.create(slots.ids()),
                  scope.create(slots.questions(), cells),
                  scope.create(slots.answers(), cells),
                  scope.create(slots.halted()),
                  scope.create(hyper(rate)))
              .toDoubleArray();
    }
    return slots.advance(step, figures, options.learningRate() * rate);
  }

  private double[] hyper(double rate) {
    return new double[] {
      options.learningRate() * rate,
      options.weightDecay(),
      options.beta1(),
      options.beta2(),
      step,
      options.puzzleLearningRate() * rate,
      options.puzzleWeightDecay(),
      options.emaDecay()
    };
  }

  /** Everything needed to go on. */
  public Safetensors checkpoint() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    List<List<NDArray>> copies =
        List.of(trained.weights(), trained.first(), trained.second(), trained.average());
    List<Parameter> parameters = config.parameters();
    for (int copy = 0; copy < copies.size(); copy++) {
      for (int i = 0; i < parameters.size(); i++) {
        tensors.put(
            COPIES.get(copy) + parameters.get(i).key(), Tensors.of(copies.get(copy).get(i)));
      }
    }
    putBuffers(tensors);
    tensors.put("state.answer", Tensors.of(state.get(0)));
    tensors.put("state.latent", Tensors.of(state.get(1)));
    tensors.put("examples", Tensors.of(examples.state()));
    slots.save(tensors);
    try {
      return new Safetensors(
          Map.of(
              "config", JSON.writeValueAsString(config),
              "options", JSON.writeValueAsString(options),
              "step", String.valueOf(step),
              "threads", String.valueOf(threads)),
          tensors);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("records of numbers are always JSON", impossible);
    }
  }

  /** The averaged weights, which answer best. */
  public TrmWeights weights() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    List<Parameter> parameters = config.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      tensors.put(parameters.get(i).key(), Tensors.of(trained.average().get(i)));
    }
    putBuffers(tensors);
    return new TrmWeights(config, tensors);
  }

  private void putBuffers(Map<String, HostTensor> tensors) {
    tensors.put(TrmWeights.H_INIT, Tensors.of(buffers.get(0)));
    tensors.put(TrmWeights.L_INIT, Tensors.of(buffers.get(1)));
    tensors.put(TrmWeights.PUZZLES, Tensors.of(puzzles));
  }

  @Override
  public void close() {
    manager.close();
    module.close();
  }
}
