package dev.trm.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.model.CellGroups;
import dev.trm.model.Compute;
import dev.trm.model.Parameter;
import dev.trm.model.Precision;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.torch.Backend;
import dev.trm.model.torch.Field;
import dev.trm.model.torch.TrmModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A training in progress: a pool of slots, each with an example that stays until its slot halts.
 * {@link #checkpoint} returns its complete state, and {@link #resume} continues from there; the
 * result is bit-identical if {@link #differences} is empty. Weights, moments and averages are
 * float32 in each precision. Confined to one thread.
 */
public final class TrainingRun implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> COPIES = List.of("weights.", "first.", "second.", "average.");

  private final TrmConfig config;
  private final TrainingOptions options;
  private final Backend backend;
  private final ExampleSource examples;
  private final TrmModule module;
  private final NDManager manager;
  private final List<NDArray> buffers;
  private final TrmModule.Trained trained;
  private final NDArray puzzles;
  private final List<TrainingPool> pools;
  private final ShapeSchedule schedule;
  private long step;

  private TrainingRun(
      TrmConfig config,
      TrainingOptions options,
      Backend backend,
      ExampleSource examples,
      Map<String, HostTensor> tensors,
      Map<SlotPool.Place, SlotPool> slots,
      long step) {
    this.config = config;
    this.options = options;
    this.backend = backend;
    this.examples = examples;
    this.step = step;
    this.schedule = new ShapeSchedule(examples.shapes(), options.seed());
    this.module = module(config, options, backend, examples);
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
    pools = new ArrayList<>();
    slots.forEach(
        (place, pool) ->
            pools.add(new TrainingPool(config, module, manager, place, pool, tensors)));
  }

  private static TrmModule module(
      TrmConfig config, TrainingOptions options, Backend backend, ExampleSource examples) {
    if (examples.shapes().isEmpty()) {
      return TrmModule.toTrain(config, backend, options.batch());
    }
    Map<CellGroups.Shape, Integer> batches = new LinkedHashMap<>();
    examples.shapes().forEach(each -> batches.put(each.shape(), each.batch()));
    return TrmModule.toTrain(config, backend, batches);
  }

  /**
   * The pools of a run, in the order of their shapes.
   *
   * @throws IllegalArgumentException if the examples have shapes and the network takes none, or
   *     vice versa, or a shape occurs twice
   */
  private static List<SlotPool.Place> places(
      TrmConfig config, TrainingOptions options, ExampleSource examples) {
    List<ExampleShape> shapes = examples.shapes();
    if (shapes.isEmpty()) {
      if (config.mixer().takesGroups()) {
        throw new IllegalArgumentException(
            "the examples have no groups of cells; a network with mixer RELATIONS needs them");
      }
      return List.of(new SlotPool.Place(0, null, options.batch()));
    }
    if (shapes.stream().map(ExampleShape::shape).distinct().count() < shapes.size()) {
      throw new IllegalArgumentException("a shape of the examples occurs twice: " + shapes);
    }
    shapes.forEach(each -> Field.check(config, each.shape()));
    return IntStream.range(0, shapes.size())
        .mapToObj(i -> new SlotPool.Place(i, shapes.get(i).shape(), shapes.get(i).batch()))
        .toList();
  }

  private NDArray load(Map<String, HostTensor> tensors, String name) {
    return module.load(manager, tensor(tensors, name));
  }

  private static HostTensor tensor(Map<String, HostTensor> tensors, String name) {
    HostTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("it has no tensor " + name);
    }
    return tensor;
  }

  /** Starts a new run in float32 on the CPU. */
  public static TrainingRun start(
      TrmConfig config, TrainingOptions options, int threads, ExampleSource examples) {
    return start(config, options, Compute.exact(threads), examples);
  }

  /**
   * Starts a new run from random weights; equal arguments train to equal weights.
   *
   * @throws IllegalArgumentException if the device is not available
   */
  public static TrainingRun start(
      TrmConfig config, TrainingOptions options, Compute compute, ExampleSource examples) {
    return start(Initialization.of(config, options.seed()), options, compute, examples);
  }

  /**
   * Starts a fine-tuning: from trained weights, with new moments and states.
   *
   * @throws IllegalArgumentException if the device is not available
   */
  public static TrainingRun start(
      TrmWeights initial, TrainingOptions options, Compute compute, ExampleSource examples) {
    return start(initial, options, Backend.of(compute), examples);
  }

  /** Like {@link #start(TrmWeights, TrainingOptions, Compute, ExampleSource)}. */
  public static TrainingRun start(
      TrmWeights initial, TrainingOptions options, Backend backend, ExampleSource examples) {
    TrmConfig config = initial.config();
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    initial.tensors().forEach((key, tensor) -> tensors.put(key, tensor.widened()));
    for (Parameter parameter : config.parameters()) {
      HostTensor weights = initial.tensor(parameter.key()).widened();
      tensors.put("weights." + parameter.key(), weights);
      tensors.put("first." + parameter.key(), Tensors.zeros(parameter.shape()));
      tensors.put("second." + parameter.key(), Tensors.zeros(parameter.shape()));
      tensors.put("average." + parameter.key(), weights);
    }
    Map<SlotPool.Place, SlotPool> pools = new LinkedHashMap<>();
    for (SlotPool.Place place : places(config, options, examples)) {
      for (Parameter part : TrainingPool.parts(config, place)) {
        tensors.put(part.key(), Tensors.zeros(part.shape()));
      }
      pools.put(place, SlotPool.start(config, options, place));
    }
    return new TrainingRun(config, options, backend, examples, tensors, pools, 0);
  }

  /** Resumes a checkpoint in float32 on the CPU. */
  public static TrainingRun resume(Safetensors checkpoint, int threads, ExampleSource examples)
      throws IOException {
    return resume(checkpoint, Compute.exact(threads), examples);
  }

  /**
   * Resumes a checkpoint with the same configuration and options.
   *
   * @param compute where to train; precision {@code auto} means the checkpoint's
   * @param examples of the same data; restored to the state in the checkpoint
   * @throws IOException if the checkpoint lacks something; names it
   * @throws IllegalArgumentException if the device is not available
   */
  public static TrainingRun resume(Safetensors checkpoint, Compute compute, ExampleSource examples)
      throws IOException {
    return open(checkpoint, config(checkpoint), options(checkpoint), compute, examples);
  }

  /** Checks shapes first, because native code must not receive tensors that do not fit together. */
  private static void requireShapes(
      TrmConfig config, List<SlotPool.Place> places, Map<String, HostTensor> tensors) {
    List<Parameter> wanted = new ArrayList<>();
    for (String copy : COPIES) {
      for (Parameter each : config.parameters()) {
        wanted.add(new Parameter(copy + each.key(), each.shape()));
      }
    }
    wanted.add(new Parameter(TrmWeights.H_INIT, config.hidden()));
    wanted.add(new Parameter(TrmWeights.L_INIT, config.hidden()));
    wanted.add(
        new Parameter(TrmWeights.PUZZLES, config.puzzleIds(), config.puzzleEmbeddingWidth()));
    places.forEach(place -> wanted.addAll(TrainingPool.parts(config, place)));
    for (Parameter each : wanted) {
      HostTensor found = tensor(tensors, each.key());
      if (found.type() != HostTensor.Type.F32 || !found.shape().equals(each.shape())) {
        throw new IllegalArgumentException(
            each.key()
                + " is "
                + found.type()
                + " of shape "
                + found.shape()
                + "; it must be F32 of "
                + each.shape());
      }
    }
  }

  /**
   * Resumes a checkpoint with the given options. Other options than the checkpoint's start a fork;
   * the checkpoint's options continue the same run.
   *
   * @param config must be the checkpoint's
   * @param options with the same batch
   * @throws IOException if the checkpoint lacks something or does not fit; gives the reason
   * @throws IllegalArgumentException if the device is not available
   */
  public static TrainingRun resume(
      Safetensors checkpoint,
      TrmConfig config,
      TrainingOptions options,
      Compute compute,
      ExampleSource examples)
      throws IOException {
    TrmConfig kept = config(checkpoint);
    if (!kept.equals(config)) {
      throw unusable(new IllegalArgumentException("it is of " + kept + ", not of " + config));
    }
    int batch = options(checkpoint).batch();
    if (batch != options.batch()) {
      throw unusable(
          new IllegalArgumentException(
              "batch is " + options.batch() + "; the checkpoint's is " + batch));
    }
    return open(checkpoint, config, options, compute, examples);
  }

  private static TrainingRun open(
      Safetensors checkpoint,
      TrmConfig config,
      TrainingOptions options,
      Compute compute,
      ExampleSource examples)
      throws IOException {
    Map<SlotPool.Place, SlotPool> slots = new LinkedHashMap<>();
    long step;
    Compute settled;
    long[] cursor;
    try {
      settled = settled(checkpoint, compute);
      step = Long.parseLong(fact(checkpoint, "step"));
      List<SlotPool.Place> places = places(config, options, examples);
      requireShapes(config, places, checkpoint.tensors());
      for (SlotPool.Place place : places) {
        slots.put(place, SlotPool.restore(config, options, place, checkpoint.tensors()));
      }
      cursor = Tensors.longs(checkpoint.tensors(), "examples");
    } catch (IllegalArgumentException wrong) {
      throw unusable(wrong);
    }
    Backend backend = Backend.of(settled);
    examples.restore(cursor);
    return new TrainingRun(config, options, backend, examples, checkpoint.tensors(), slots, step);
  }

  private static TrmConfig config(Safetensors checkpoint) throws IOException {
    try {
      return TrmConfig.parse(fact(checkpoint, "config"));
    } catch (IllegalArgumentException wrong) {
      throw unusable(wrong);
    }
  }

  /**
   * The options of the run that wrote a checkpoint.
   *
   * @throws IOException if the checkpoint does not contain them
   */
  public static TrainingOptions options(Safetensors checkpoint) throws IOException {
    try {
      return JSON.readValue(fact(checkpoint, "options"), TrainingOptions.class);
    } catch (JsonProcessingException | IllegalArgumentException wrong) {
      throw unusable(wrong);
    }
  }

  private static IOException unusable(Exception wrong) {
    return new IOException("the checkpoint can't be resumed: " + wrong.getMessage(), wrong);
  }

  /**
   * The differences that prevent a bit-identical result when this run resumes that checkpoint, such
   * as {@code threads 1 → 2}. Empty if no difference is known. Devices differ only by kind, not by
   * number.
   */
  public List<String> differences(Safetensors checkpoint) {
    Map<String, String> here = facts();
    List<String> differing = new ArrayList<>();
    here.forEach(
        (name, value) -> {
          String was = checkpoint.metadata().get(name);
          if (was != null && !kind(was).equals(kind(value))) {
            differing.add(name + " " + was + " → " + value);
          }
        });
    return List.copyOf(differing);
  }

  /** Devices of one machine compute alike: {@code cuda:1} is of the kind {@code cuda}. */
  private static String kind(String fact) {
    return fact.matches("cuda:\\d+") ? "cuda" : fact;
  }

  /**
   * Resolves precision {@code auto}. A checkpoint without a precision was written when only float32
   * existed.
   */
  private static Compute settled(Safetensors checkpoint, Compute compute) {
    return compute.precision() == Precision.AUTO
        ? compute.with(Precision.parse(checkpoint.metadata().getOrDefault("precision", "float32")))
        : compute;
  }

  private static String fact(Safetensors checkpoint, String name) {
    String value = checkpoint.metadata().get(name);
    if (value == null) {
      throw new IllegalArgumentException("its metadata has no " + name);
    }
    return value;
  }

  /** The device, precision and kernels in use. */
  public Backend backend() {
    return backend;
  }

  /** See {@link TrmModule#facts()}. */
  public Map<String, String> facts() {
    return module.facts();
  }

  public long stepsDone() {
    return step;
  }

  /**
   * Runs one training step: halted slots of one shape take a new example, all of them run a cycle,
   * the weights are updated.
   */
  public StepMetrics step() {
    TrainingPool pool = pools.get(schedule.at(step + 1));
    step++;
    return pool.step(examples, trained, buffers, puzzles, hyper(options.rateAt(step)), step);
  }

  private double[] hyper(double rate) {
    TrainingOptions.Muon muon = options.muon();
    return new double[] {
      options.learningRate() * rate,
      options.weightDecay(),
      options.beta1(),
      options.beta2(),
      step,
      options.puzzleLearningRate() * rate,
      options.puzzleWeightDecay(),
      options.emaDecay(),
      options.labelSmoothing(),
      muon == null ? 0 : 1,
      muon == null ? 0 : muon.learningRate() * rate,
      muon == null ? 0 : muon.momentum(),
      options.clipNorm(),
      options.optimizer() == TrainingOptions.Optimizer.ADAM_W ? 1 : 0
    };
  }

  /** The complete state, from which the run can be resumed. */
  public Safetensors checkpoint() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    List<List<NDArray>> copies =
        List.of(trained.weights(), trained.first(), trained.second(), trained.average());
    List<Parameter> parameters = config.parameters();
    for (int copy = 0; copy < copies.size(); copy++) {
      for (int i = 0; i < parameters.size(); i++) {
        tensors.put(
            COPIES.get(copy) + parameters.get(i).key(), module.read(copies.get(copy).get(i)));
      }
    }
    putBuffers(tensors);
    tensors.put("examples", Tensors.of(examples.state()));
    pools.forEach(pool -> pool.save(tensors));
    Map<String, String> facts = new LinkedHashMap<>(facts());
    try {
      facts.put("config", JSON.writeValueAsString(config));
      facts.put("options", JSON.writeValueAsString(options));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("records of numbers are always JSON", impossible);
    }
    facts.put("step", String.valueOf(step));
    return new Safetensors(facts, tensors);
  }

  /** The averaged weights, which give the best answers. */
  public TrmWeights weights() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    List<Parameter> parameters = config.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      tensors.put(parameters.get(i).key(), module.read(trained.average().get(i)));
    }
    putBuffers(tensors);
    return new TrmWeights(config, tensors);
  }

  private void putBuffers(Map<String, HostTensor> tensors) {
    tensors.put(TrmWeights.H_INIT, module.read(buffers.get(0)));
    tensors.put(TrmWeights.L_INIT, module.read(buffers.get(1)));
    tensors.put(TrmWeights.PUZZLES, module.read(puzzles));
  }

  @Override
  public void close() {
    manager.close();
    module.close();
  }
}
