package dev.trm.model.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.CellGroups;
import dev.trm.model.Precision;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.torch.KernelProof.Batch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The loaded TorchScript module with the network's mathematics. It keeps no state: weights, slots
 * and moments are arguments, and those documented as changed are updated in place. Shapes as in
 * {@code dev.trm.model}. For one thread at a time.
 *
 * <p>An error in native code is an {@link EngineException}. After an error in {@link #trainStep},
 * part of the weights may have been updated.
 */
public final class TrmModule implements AutoCloseable {

  private final TrmConfig config;
  private final Backend backend;
  private final Kernels kernels;
  private final Predicate<Batch> proved;
  private final TorchScript script;

  private TrmModule(TrmConfig config, Backend backend, Kernels kernels, Predicate<Batch> proved) {
    this.config = config;
    this.backend = backend;
    this.kernels = kernels;
    this.proved = proved;
    this.script = new TorchScript(config, backend, kernels);
  }

  /**
   * A network for inference; its kernels have passed their tests for batches of up to {@code most}
   * rows.
   *
   * @param shape of the puzzles, for a network with relations; null for other networks
   * @param backend results are bit-identical only on equal backends
   * @throws IllegalArgumentException if the network can't take puzzles of this shape
   * @throws IllegalStateException if even the plain operations are wrong on this machine
   */
  public static TrmModule toSolve(
      TrmConfig config, CellGroups.@Nullable Shape shape, Backend backend, int most) {
    check(config, shape);
    return new TrmModule(
        config,
        backend,
        KernelProof.toSolve(config, backend, new Batch(most, shape)),
        batch -> batch.rows() >= 1 && batch.rows() <= most && Objects.equals(batch.shape(), shape));
  }

  /** A network without relations for inference. */
  public static TrmModule toSolve(TrmConfig config, Backend backend, int most) {
    return toSolve(config, null, backend, most);
  }

  /**
   * A network for training; its kernels, including those for gradients, have passed their tests for
   * batches of these sizes.
   *
   * @param backend results are bit-identical only on equal backends
   * @throws IllegalStateException if even the plain operations are wrong on this machine
   */
  public static TrmModule toTrain(TrmConfig config, Backend backend, int... batches) {
    return toTrain(
        config, backend, IntStream.of(batches).mapToObj(Batch::of).collect(Collectors.toSet()));
  }

  /**
   * A network with relations for training on puzzles of several shapes.
   *
   * @param batches rows of each shape
   * @throws IllegalArgumentException if the network can't take puzzles of a shape
   * @throws IllegalStateException if even the plain operations are wrong on this machine
   */
  public static TrmModule toTrain(
      TrmConfig config, Backend backend, Map<CellGroups.Shape, Integer> batches) {
    Set<Batch> all = new LinkedHashSet<>();
    batches.forEach((shape, rows) -> all.add(new Batch(rows, shape)));
    return toTrain(config, backend, all);
  }

  private static TrmModule toTrain(TrmConfig config, Backend backend, Set<Batch> batches) {
    batches.forEach(batch -> check(config, batch.shape()));
    return new TrmModule(
        config, backend, KernelProof.toTrain(config, backend, batches), batches::contains);
  }

  private static void check(TrmConfig config, CellGroups.@Nullable Shape shape) {
    if (shape != null) {
      Field.check(config, shape);
    } else if (config.mixer().takesGroups()) {
      throw new IllegalArgumentException(
          "a network with mixer " + config.mixer() + " needs the shape of its puzzles");
    }
  }

  /**
   * All facts that determine the last bits of a result, except model and inputs: those of the
   * backend, and as {@code kernels} the kernels that this network uses after their tests.
   */
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>(backend.facts());
    facts.put(Backend.KERNELS, kernels.description());
    return Collections.unmodifiableMap(facts);
  }

  private List<NDArray> proved(State state) {
    Batch batch =
        new Batch(
            Math.toIntExact(state.arrays().get(0).getShape().get(0)), state.shape().orElse(null));
    if (!proved.test(batch)) {
      throw new IllegalArgumentException(
          "the batch has "
              + batch.rows()
              + " rows"
              + state.shape().map(shape -> " of " + shape).orElse("")
              + "; the kernels have not proved themselves for so many");
    }
    return state.arrays();
  }

  /** A new manager for arrays of this module; the caller closes it. */
  public NDManager newManager() {
    return script.manager().newSubManager();
  }

  /** Copies a tensor to the device; 16-bit floats are widened to float32, which is exact. */
  public NDArray load(NDManager owner, HostTensor tensor) {
    HostTensor wide = tensor.widened();
    Shape shape = new Shape(wide.shape().stream().mapToLong(Long::longValue).toArray());
    DataType type =
        switch (wide.type()) {
          case F64 -> DataType.FLOAT64;
          case F32, BF16, F16 -> DataType.FLOAT32;
          case I64 -> DataType.INT64;
          case I32 -> DataType.INT32;
          case U8 -> DataType.UINT8;
          case BOOL -> DataType.BOOLEAN;
        };
    ByteBuffer direct =
        ByteBuffer.allocateDirect(wide.bytes().remaining()).order(ByteOrder.nativeOrder());
    direct.put(wide.bytes()).flip();
    return script.gate().enter(false, () -> owner.create(direct, shape, type));
  }

  /** Copies a tensor to the device in the backend's precision. */
  public NDArray loadNarrowed(NDManager owner, HostTensor tensor) {
    return narrowed(owner, load(owner, tensor));
  }

  /**
   * Zeros for the answer or the latent of that many rows: (B, L, H), or (B, N, d) for a network
   * with relations, in the backend's precision.
   *
   * @param shape of the puzzles, for a network with relations; null for other networks
   */
  public NDArray blank(NDManager owner, int batch, CellGroups.@Nullable Shape shape) {
    return narrowed(owner, script.gate().enter(false, () -> owner.zeros(stateShape(batch, shape))));
  }

  /** A state of zeros for that many rows of a network without relations. */
  public State state(NDManager owner, int batch) {
    return new State(blank(owner, batch, null), blank(owner, batch, null));
  }

  private Shape stateShape(int batch, CellGroups.@Nullable Shape shape) {
    return new Shape(batch, shape == null ? config.length() : Field.nodes(shape), config.hidden());
  }

  /**
   * The groups of each row's puzzle, as the arrays of a state.
   *
   * @param rows null for an empty row
   */
  public List<NDArray> groups(
      NDManager owner, CellGroups.Shape shape, List<? extends @Nullable CellGroups> rows) {
    int cells = shape.cells();
    int all = Field.groups(shape);
    float[] pool = new float[rows.size() * all * cells];
    float[] spread = new float[pool.length];
    for (int row = 0; row < rows.size(); row++) {
      CellGroups groups = rows.get(row);
      if (groups != null) {
        Field.pool(groups, pool, row * all * cells);
        Field.spread(groups, spread, row * all * cells);
      }
    }
    float[] own = Field.own(config, shape);
    return List.of(
        narrowed(owner, pool, new Shape(rows.size(), all, cells)),
        narrowed(owner, spread, new Shape(rows.size(), cells, all)),
        narrowed(owner, own, new Shape(all, 1, (config.relations() + 1L) * config.channels())));
  }

  private NDArray narrowed(NDManager owner, float[] numbers, Shape shape) {
    return narrowed(owner, script.gate().enter(false, () -> owner.create(numbers, shape)));
  }

  /**
   * Adds numbers to some rows of an answer or a latent.
   *
   * @param part (B, L, H), changed
   * @param which (M)
   * @param noise (M, L, H)
   */
  public void disturb(NDManager scope, NDArray part, long[] which, float[] noise) {
    Shape shape = part.getShape();
    NDArray rows = script.gate().enter(false, () -> scope.create(which));
    NDArray numbers =
        script
            .gate()
            .enter(
                false,
                () -> scope.create(noise, new Shape(which.length, shape.get(1), shape.get(2))));
    script.call(scope, false, "disturb", part, rows, numbers);
  }

  /**
   * Resets rows to the fixed buffers.
   *
   * @param state changed
   * @param fresh which rows, (B) boolean
   */
  public void reset(NDManager scope, State state, List<NDArray> fixed, NDArray fresh) {
    script.call(scope, false, "reset", state.arrays(), fixed, fresh);
  }

  /**
   * Numbers that the script reads one by one. They stay on the CPU, so that reading them does not
   * wait for CUDA.
   */
  public NDArray onHost(NDManager owner, double... numbers) {
    NDManager host = TorchScript.host(owner);
    return script.gate().enter(false, () -> host.create(numbers));
  }

  /** Copies an array of any floating type to the host as float32. */
  public HostTensor read(NDArray array) {
    try (NDManager scope = newManager()) {
      NDArray wide = script.call(scope, false, "widened", array).singletonOrThrow();
      float[] values = script.gate().enter(false, wide::toFloatArray);
      List<Long> shape = Arrays.stream(wide.getShape().getShape()).boxed().toList();
      ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      return new HostTensor(HostTensor.Type.F32, shape, bytes);
    }
  }

  private NDArray narrowed(NDManager owner, NDArray wide) {
    if (backend.precision() == Precision.FLOAT32) {
      return wide;
    }
    try (wide) {
      return script.call(owner, false, "narrowed", wide).singletonOrThrow();
    }
  }

  /**
   * Embeds the question of each row.
   *
   * @param tokens (B, S) int64; for a network with relations each node's kind (B, N), see {@link
   *     Field#kinds}
   * @param table the puzzle embedding (ids, width)
   * @param ids of the rows' puzzles, (B) int64
   * @return (B, L, H)
   */
  public NDArray question(
      NDManager owner, List<NDArray> weights, NDArray tokens, NDArray table, NDArray ids) {
    return script.call(owner, false, "question", weights, tokens, table, ids).singletonOrThrow();
  }

  /**
   * Selects rows of an answer or a latent, in any order and with repetitions, as a new array.
   *
   * @param state (B, L, H)
   * @param which (N) int64
   * @return (N, L, H)
   */
  public NDArray rows(NDManager owner, NDArray state, NDArray which) {
    return script.call(owner, false, "rows", state, which).singletonOrThrow();
  }

  /**
   * A copy of the weights as a cycle takes them: the layers' matrices are packed for the processor.
   */
  public List<NDArray> prepared(NDManager owner, List<NDArray> weights) {
    return script.call(owner, false, "prepared", weights);
  }

  /**
   * Runs one cycle without gradient.
   *
   * @param weights as {@link #prepared}
   * @param state changed
   * @param fixed the buffers from which a fresh row starts (H)
   * @param fresh which rows restart, (B) boolean
   * @return float32 logits (B, S, V), and halt and continue logits (B, 2); for a network with
   *     groups (B, C, symbols), and halt logits (B, 1)
   */
  public NDList cycle(
      NDManager owner,
      List<NDArray> weights,
      List<NDArray> fixed,
      State state,
      NDArray question,
      NDArray fresh) {
    return script.call(owner, false, "cycle", weights, fixed, proved(state), question, fresh);
  }

  /**
   * Runs one cycle and returns its draft; arguments as for {@link #cycle}.
   *
   * @return tokens (B, S) int64, for a network with relations symbols from 0; their probability (B,
   *     S) float32; halt logits (B) float32
   */
  public NDList draft(
      NDManager owner,
      List<NDArray> weights,
      List<NDArray> fixed,
      State state,
      NDArray question,
      NDArray fresh) {
    return script.call(owner, false, "draft", weights, fixed, proved(state), question, fresh);
  }

  /**
   * Computes the loss and gradients of one supervision step; changes the state, not the weights.
   *
   * @param rows each row's puzzle embedding (B, width) float32
   * @param labels (B, S) int64, −100 where ignored
   * @param labelSmoothing the share of each label that is spread over all tokens; 0 is the paper's
   *     loss
   * @return figures (5, B) float64 as of {@link #trainStep}, a gradient for each weight, then that
   *     of the rows
   */
  public NDList gradients(
      NDManager owner,
      List<NDArray> weights,
      List<NDArray> fixed,
      State state,
      NDArray rows,
      NDArray tokens,
      NDArray labels,
      NDArray fresh,
      double labelSmoothing) {
    NDArray smoothing = onHost(owner, labelSmoothing);
    return script.call(
        owner,
        true,
        "gradients",
        weights,
        fixed,
        proved(state),
        rows,
        tokens,
        labels,
        fresh,
        smoothing);
  }

  /**
   * Orthogonalises matrices as Muon does for its updates: the results are close to the nearest
   * matrices whose shorter sides are orthonormal.
   *
   * @param matrices (P, R, C) float32
   * @return (P, R, C)
   */
  NDArray orthogonal(NDManager owner, NDArray matrices) {
    return script.call(owner, false, "orthogonalized", matrices).singletonOrThrow();
  }

  /**
   * Runs one complete training step in one native call.
   *
   * @param trained weights, both moments and the average, changed
   * @param table the puzzle embedding (ids, width) float32, changed
   * @param ids of the rows' puzzles, (B) int64
   * @param hyper {@link #onHost}, float64: learning rate, decay, β1, β2, step from 1, the puzzle
   *     rows' learning rate and decay, rate of the average, label smoothing, 1 if Muon updates the
   *     layers' matrices else 0, Muon's learning rate and momentum, the maximum norm of all
   *     gradients or 0 for none, 1 if AdamW replaces AdamATan2 else 0
   * @return (5, B) float64: each row's loss, halt loss, halt logit, share of correct cells, and 1
   *     if the whole row is correct
   */
  public NDArray trainStep(
      NDManager owner,
      Trained trained,
      List<NDArray> fixed,
      State state,
      NDArray table,
      NDArray ids,
      NDArray tokens,
      NDArray labels,
      NDArray fresh,
      NDArray hyper) {
    return script
        .call(
            owner,
            true,
            "train_step",
            trained.weights(),
            trained.first(),
            trained.second(),
            trained.average(),
            fixed,
            proved(state),
            table,
            ids,
            tokens,
            labels,
            fresh,
            hyper)
        .singletonOrThrow();
  }

  /**
   * The state of a batch: answer and latent (B, L, H), which cycles change; for a network with
   * relations (B, N, d), followed by the arrays of {@link #groups}.
   *
   * @param shape of the puzzles, empty for networks without relations
   */
  public record State(List<NDArray> arrays, Optional<CellGroups.Shape> shape) {
    public State {
      arrays = List.copyOf(arrays);
    }

    /** The state of a network without relations. */
    public State(NDArray answer, NDArray latent) {
      this(List.of(answer, latent), Optional.empty());
    }
  }

  /**
   * The arrays that an optimiser step changes; four lists in the order of {@link
   * TrmConfig#parameters()}.
   */
  public record Trained(
      List<NDArray> weights, List<NDArray> first, List<NDArray> second, List<NDArray> average) {}

  @Override
  public void close() {
    script.close();
  }
}
