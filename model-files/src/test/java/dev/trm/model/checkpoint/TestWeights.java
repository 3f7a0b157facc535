package dev.trm.model.checkpoint;

import dev.trm.model.Parameter;
import dev.trm.model.TrmConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Random weights for any configuration. */
public final class TestWeights {
  private TestWeights() {}

  /** Equal seeds give equal weights. */
  public static TrmWeights of(TrmConfig config, long seed) {
    Random random = new Random(seed);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (Parameter each : TrmWeights.all(config)) {
      ByteBuffer bytes =
          ByteBuffer.allocate((int) HostTensor.Type.F32.bytes(each.shape()))
              .order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining()) {
        bytes.putFloat((float) random.nextGaussian());
      }
      tensors.put(each.key(), new HostTensor(HostTensor.Type.F32, each.shape(), bytes.flip()));
    }
    return new TrmWeights(config, tensors);
  }
}
