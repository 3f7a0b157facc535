package dev.trm.model.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.Precision;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The network's mathematics, loaded. It keeps no state: weights, slots and moments come in as
 * arguments, and those named as changed are updated in place. Shapes as in {@code dev.trm.model}.
 * For use by one thread at a time.
 *
 * <p>An error in native code is an {@link EngineException}; after one in {@link #trainStep} part of
 * the weights may have been updated.
 */
public final class TrmModule implements AutoCloseable {

  private final TrmConfig config;
  private final Backend backend;
  private final Kernels kernels;
  private final IntPredicate proved;
  private final TorchScript script;

  private TrmModule(TrmConfig config, Backend backend, Kernels kernels, IntPredicate proved) {
    this.config = config;
    this.backend = backend;
    this.kernels = kernels;
    this.proved = proved;
    this.script = new TorchScript(config, backend, kernels);
  }

  /**
   * A network to solve with: its kernels have proved themselves for batches of up to {@code most}
   * rows.
   *
   * @param backend results are equal to the bit only for equal ones
   * @throws IllegalStateException if even the plain operations are wrong on this machine
   */
  public static TrmModule toSolve(TrmConfig config, Backend backend, int most) {
    return new TrmModule(
        config,
        backend,
        KernelProof.toSolve(config, backend, most),
        rows -> rows >= 1 && rows <= most);
  }

  /**
   * A network to train: its kernels, those of the gradients too, have proved themselves for batches
   * of these sizes.
   *
   * @param backend results are equal to the bit only for equal ones
   * @throws IllegalStateException if even the plain operations are wrong on this machine
   */
  public static TrmModule toTrain(TrmConfig config, Backend backend, int... batches) {
    return new TrmModule(
        config,
        backend,
        KernelProof.toTrain(config, backend, batches),
        rows -> IntStream.of(batches).anyMatch(batch -> batch == rows));
  }

  /**
   * All that decides the last bits of a result besides the model and its inputs: those of the
   * backend, and as {@code kernels} the ones that this network uses after their proof.
   */
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>(backend.facts());
    facts.put(Backend.KERNELS, kernels.description());
    return Collections.unmodifiableMap(facts);
  }

  private List<NDArray> proved(List<NDArray> state) {
    long rows = state.get(0).getShape().get(0);
    if (!proved.test(Math.toIntExact(rows))) {
      throw new IllegalArgumentException(
          "the batch has " + rows + " rows; the kernels have not proved themselves for so many");
    }
    return state;
  }

  /** A manager for arrays of this module; the caller closes it. */
  public NDManager newManager() {
    return script.manager().newSubManager();
  }

  /** Copies a tensor to the device; numbers of 16 bits are widened to float32, which is exact. */
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

  /** Zeros for that many rows' answer or latent, (B, L, H), in the backend's precision. */
  public NDArray blank(NDManager owner, int batch) {
    Shape shape = new Shape(batch, config.length(), config.hidden());
    return narrowed(owner, script.gate().enter(false, () -> owner.zeros(shape)));
  }

  /** Numbers that the script reads one by one: they stay on the CPU, so that CUDA need not wait. */
  public NDArray onHost(NDManager owner, double... numbers) {
    NDManager host = TorchScript.host(owner);
    return script.gate().enter(false, () -> host.create(numbers));
  }

  /** A copy of an array of any floating type, as float32. */
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
   * The question of each row.
   *
   * @param tokens (B, S) int64
   * @param table the puzzle embedding (ids, width)
   * @param ids of the rows' puzzles, (B) int64
   * @return (B, L, H)
   */
  public NDArray question(
      NDManager owner, List<NDArray> weights, NDArray tokens, NDArray table, NDArray ids) {
    return script.call(owner, false, "question", weights, tokens, table, ids).singletonOrThrow();
  }

  /**
   * Some rows of an answer or a latent, in any order and repeated at will, as a new array.
   *
   * @param state (B, L, H)
   * @param which (N) int64
   * @return (N, L, H)
   */
  public NDArray rows(NDManager owner, NDArray state, NDArray which) {
    return script.call(owner, false, "rows", state, which).singletonOrThrow();
  }

  /**
   * A copy of weights as a cycle takes them: the layers' matrices are laid out for the processor.
   */
  public List<NDArray> prepared(NDManager owner, List<NDArray> weights) {
    return script.call(owner, false, "prepared", weights);
  }

  /**
   * One cycle without gradient.
   *
   * @param weights as {@link #prepared}
   * @param state answer and latent (B, L, H), changed
   * @param fixed the buffers that a fresh row starts from (H)
   * @param fresh which rows start anew, (B) boolean
   * @return float32 logits (B, S, V) and halt and continue logits (B, 2)
   */
  public NDList cycle(
      NDManager owner,
      List<NDArray> weights,
      List<NDArray> fixed,
      List<NDArray> state,
      NDArray question,
      NDArray fresh) {
    return script.call(owner, false, "cycle", weights, fixed, proved(state), question, fresh);
  }

  /**
   * One cycle, read as a draft; arguments as of {@link #cycle}.
   *
   * @return tokens (B, S) int64, their probability (B, S) float32, halt logits (B) float32
   */
  public NDList draft(
      NDManager owner,
      List<NDArray> weights,
      List<NDArray> fixed,
      List<NDArray> state,
      NDArray question,
      NDArray fresh) {
    return script.call(owner, false, "draft", weights, fixed, proved(state), question, fresh);
  }

  /**
   * One supervision step's loss and gradients; changes the state, not the weights.
   *
   * @param rows each row's puzzle embedding (B, width) float32
   * @param labels (B, S) int64, −100 where ignored
   * @param labelSmoothing share of each label that all tokens have in common; 0 is the paper's loss
   * @return figures (5, B) float64 as of {@link #trainStep}, a gradient for each weight, then that
   *     of the rows
   */
  public NDList gradients(
      NDManager owner,
      List<NDArray> weights,
      List<NDArray> fixed,
      List<NDArray> state,
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
   * Matrices near the closest ones whose shorter sides are orthonormal, as Muon makes its updates.
   *
   * @param matrices (P, R, C) float32
   * @return (P, R, C)
   */
  NDArray orthogonal(NDManager owner, NDArray matrices) {
    return script.call(owner, false, "orthogonalized", matrices).singletonOrThrow();
  }

  /**
   * One whole training step in one native call.
   *
   * @param trained weights, both moments and the average, changed
   * @param table the puzzle embedding (ids, width) float32, changed
   * @param ids of the rows' puzzles, (B) int64
   * @param hyper {@link #onHost}, float64: learning rate, decay, β1, β2, step from 1, the puzzle
   *     rows' learning rate and decay, rate of the average, label smoothing, 1 where Muon takes the
   *     layers' matrices and 0 where AdamATan2 takes all, Muon's learning rate and momentum
   * @return (5, B) float64: each row's loss, halt loss, halt logit, share of right cells, and 1
   *     where the whole row is right
   */
  public NDArray trainStep(
      NDManager owner,
      Trained trained,
      List<NDArray> fixed,
      List<NDArray> state,
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

  /** What an optimiser step changes; four lists in the order of {@link TrmConfig#parameters()}. */
  public record Trained(
      List<NDArray> weights, List<NDArray> first, List<NDArray> second, List<NDArray> average) {}

  @Override
  public void close() {
    script.close();
  }
}
