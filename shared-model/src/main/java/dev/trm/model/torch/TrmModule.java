package dev.trm.model.torch;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The network's mathematics, loaded. It keeps no state: weights, slots and moments come in as
 * arguments, and those named as changed are updated in place. Shapes as in {@code dev.trm.model}.
 * For use by one thread at a time.
 *
 * <p>An error in native code is an {@link EngineException}; after one in {@link #trainStep} part of
 * the weights may have been updated.
 */
public final class TrmModule implements AutoCloseable {

  private final TorchGate gate;
  private final NDManager manager;
  private final PtSymbolBlock block;

  /**
   * @param threads native threads of one operation; results are equal to the bit only for equal
   *     numbers
   */
  public TrmModule(TrmConfig config, Device device, int threads) {
    gate = new TorchGate(threads);
    manager = NDManager.newBaseManager(device, "PyTorch");
    block =
        gate.enter(
            false,
            () -> {
              try (ByteArrayInputStream archive =
                  new ByteArrayInputStream(TorchArchive.of(config))) {
                return JniUtils.loadModule((PtNDManager) manager, archive, false, false);
              } catch (IOException impossible) {
                throw new UncheckedIOException("the archive is read from memory", impossible);
              }
            });
  }

  /** A manager for arrays of this module; the caller closes it. */
  public NDManager newManager() {
    return manager.newSubManager();
  }

  /** Copies a tensor to the device. */
  public NDArray load(NDManager owner, HostTensor tensor) {
    Shape shape = new Shape(tensor.shape().stream().mapToLong(Long::longValue).toArray());
    DataType type =
        switch (tensor.type()) {
          case F64 -> DataType.FLOAT64;
          case F32 -> DataType.FLOAT32;
          case BF16 -> DataType.BFLOAT16;
          case I64 -> DataType.INT64;
          case I32 -> DataType.INT32;
          case U8 -> DataType.UINT8;
          case BOOL -> DataType.BOOLEAN;
        };
    ByteBuffer direct =
        ByteBuffer.allocateDirect(tensor.bytes().remaining()).order(ByteOrder.nativeOrder());
    direct.put(tensor.bytes()).flip();
    return gate.enter(false, () -> owner.create(direct, shape, type));
  }

  /**
   * The question of each row.
   *
   * @param tokens (B, S) int64
   * @param rows each row's puzzle embedding (B, width)
   * @return (B, L, H)
   */
  public NDArray embed(NDManager owner, List<NDArray> weights, NDArray tokens, NDArray rows) {
    return call(owner, false, "embed", weights, tokens, rows).singletonOrThrow();
  }

  /**
   * One cycle without gradient.
   *
   * @param state answer and latent (B, L, H), changed
   * @param fixed the buffers that a fresh row starts from (H)
   * @param fresh which rows start anew, (B) boolean
   * @return logits (B, S, V) and halt and continue logits (B, 2)
   */
  public NDList cycle(
      NDManager owner,
      List<NDArray> weights,
      List<NDArray> fixed,
      List<NDArray> state,
      NDArray question,
      NDArray fresh) {
    return call(owner, false, "cycle", weights, fixed, state, question, fresh);
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
    return call(owner, false, "draft", weights, fixed, state, question, fresh);
  }

  /**
   * One supervision step's loss and gradients; changes the state, not the weights.
   *
   * @param rows each row's puzzle embedding (B, width) float32
   * @param labels (B, S) int64, −100 where ignored
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
      NDArray fresh) {
    return call(owner, true, "gradients", weights, fixed, state, rows, tokens, labels, fresh);
  }

  /**
   * One whole training step in one native call.
   *
   * @param trained weights, both moments and the average, changed
   * @param table the puzzle embedding (ids, width) float32, changed
   * @param ids of the rows' puzzles, (B) int64
   * @param hyper float64 on the CPU: learning rate, decay, β1, β2, step from 1, the puzzle rows'
   *     learning rate and decay, rate of the average
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
    return call(
            owner,
            true,
            "train_step",
            trained.weights(),
            trained.first(),
            trained.second(),
            trained.average(),
            fixed,
            state,
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

  /** An argument is an {@link NDArray} or a list of them; a name groups the arrays of a list. */
  private NDList call(NDManager owner, boolean gradients, String method, Object... arguments) {
    NDList inputs = new NDList();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] instanceof NDArray single) {
        single.setName(null);
        inputs.add(single);
      } else {
        for (Object each : (List<?>) arguments[i]) {
          NDArray member = (NDArray) each;
          member.setName("a" + i + "[]");
          inputs.add(member);
        }
      }
    }
    try (NDArray chosen = manager.create(0f)) {
      chosen.setName("module_method:" + method);
      inputs.add(chosen);
      NDList results = gate.enter(gradients, () -> IValueUtils.forward(block, inputs, true));
      results.forEach(result -> result.attach(owner));
      return results;
    }
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
