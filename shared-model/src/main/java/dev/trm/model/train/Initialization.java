package dev.trm.model.train;

import dev.trm.model.Parameter;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.TrmWeights;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** Untrained weights with the reference's distributions, drawn from a seed. */
public final class Initialization {

  /** Standard deviation of a normal distribution truncated at ±2; draws are divided by it. */
  private static final double CUT_DEVIATION = 0.8796256610342398;

  private static final double HALT_BIAS = -5;

  /** Standard deviation of the vectors that embed a question in a network with relations. */
  private static final double NODES_DEVIATION = 0.5;

  private Initialization() {}

  /** Draws weights; equal seeds give equal weights. */
  public static TrmWeights of(TrmConfig config, long seed) {
    SplitMix random = new SplitMix(seed);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : config.parameters()) {
      tensors.put(parameter.key(), parameter(config, parameter, random));
    }
    tensors.put(TrmWeights.H_INIT, normal(random, 1, config.hidden()));
    tensors.put(TrmWeights.L_INIT, normal(random, 1, config.hidden()));
    tensors.put(
        TrmWeights.PUZZLES, tensor(() -> 0, config.puzzleIds(), config.puzzleEmbeddingWidth()));
    return new TrmWeights(config, tensors);
  }

  private static HostTensor parameter(TrmConfig config, Parameter parameter, SplitMix random) {
    long[] shape = parameter.shape().stream().mapToLong(Long::longValue).toArray();
    if (parameter.key().equals("q_head.weight")) {
      return tensor(() -> 0, shape);
    }
    if (parameter.key().equals("q_head.bias")) {
      return tensor(() -> HALT_BIAS, shape);
    }
    if (parameter.key().startsWith("embed_nodes.")) {
      return normal(random, NODES_DEVIATION, shape);
    }
    // For an embedding, the fan-in is the width that it feeds.
    double fanIn = parameter.key().startsWith("embed_") ? config.hidden() : shape[1];
    return normal(random, 1 / Math.sqrt(fanIn), shape);
  }

  private static HostTensor normal(SplitMix random, double deviation, long... shape) {
    return tensor(() -> random.truncatedNormal() / CUT_DEVIATION * deviation, shape);
  }

  private static HostTensor tensor(DoubleSupplier draw, long... shape) {
    Parameter shaped = new Parameter("", shape);
    int elements = Math.toIntExact(shaped.shape().stream().reduce(1L, Math::multiplyExact));
    ByteBuffer bytes = ByteBuffer.allocate(4 * elements).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements; i++) {
      bytes.putFloat((float) draw.getAsDouble());
    }
    return new HostTensor(HostTensor.Type.F32, shaped.shape(), bytes.flip());
  }
}
