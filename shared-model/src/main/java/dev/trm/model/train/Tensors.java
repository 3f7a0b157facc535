package dev.trm.model.train;

import ai.djl.ndarray.NDArray;
import dev.trm.model.checkpoint.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Tensors of the host from what a run holds, and back. */
final class Tensors {

  private Tensors() {}

  static HostTensor zeros(List<Long> shape) {
    int elements = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    return new HostTensor(HostTensor.Type.F32, shape, ByteBuffer.allocate(4 * elements));
  }

  /** A copy of a float32 array. */
  static HostTensor of(NDArray array) {
    float[] values = array.toFloatArray();
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    List<Long> shape = Arrays.stream(array.getShape().getShape()).boxed().toList();
    return new HostTensor(HostTensor.Type.F32, shape, bytes);
  }

  static HostTensor of(long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return new HostTensor(HostTensor.Type.I64, List.of((long) values.length), bytes);
  }

  static long[] longs(Map<String, HostTensor> tensors, String name) {
    HostTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("it has no tensor " + name);
    }
    return tensor.longs();
  }
}
