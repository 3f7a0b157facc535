package dev.trm.model.train;

import dev.trm.model.checkpoint.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** Converts between a run's state and tensors in host memory. */
final class Tensors {

  private Tensors() {}

  static HostTensor zeros(List<Long> shape) {
    int elements = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    return new HostTensor(HostTensor.Type.F32, shape, ByteBuffer.allocate(4 * elements));
  }

  static HostTensor of(long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return new HostTensor(HostTensor.Type.I64, List.of((long) values.length), bytes);
  }

  static HostTensor of(byte[] values) {
    return new HostTensor(
        HostTensor.Type.U8, List.of((long) values.length), ByteBuffer.wrap(values));
  }

  /**
   * @throws IllegalArgumentException if the tensor is missing or does not hold bytes
   */
  static byte[] bytes(Map<String, HostTensor> tensors, String name) {
    HostTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("it has no tensor " + name);
    }
    if (tensor.type() != HostTensor.Type.U8) {
      throw new IllegalArgumentException(name + " is " + tensor.type() + "; it must be U8");
    }
    byte[] bytes = new byte[tensor.elements()];
    tensor.bytes().get(bytes);
    return bytes;
  }

  /**
   * @throws IllegalArgumentException if the tensor is missing or does not hold integers
   */
  static long[] longs(Map<String, HostTensor> tensors, String name) {
    HostTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("it has no tensor " + name);
    }
    if (tensor.type() != HostTensor.Type.I64) {
      throw new IllegalArgumentException(name + " is " + tensor.type() + "; it must be I64");
    }
    return tensor.longs();
  }

  /**
   * @throws IllegalArgumentException if the tensor is missing or does not hold that many integers
   */
  static long[] longs(Map<String, HostTensor> tensors, String name, int count) {
    long[] numbers = longs(tensors, name);
    if (numbers.length != count) {
      throw new IllegalArgumentException(
          name + " has " + numbers.length + " numbers; it must have " + count);
    }
    return numbers;
  }
}
