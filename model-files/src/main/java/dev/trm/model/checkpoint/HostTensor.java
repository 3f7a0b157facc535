package dev.trm.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * A tensor in host memory.
 *
 * @param type of its elements
 * @param shape its sizes; empty for a scalar
 * @param bytes little-endian, row-major, exactly as many as type and shape need; never changed
 */
public record HostTensor(Type type, List<Long> shape, ByteBuffer bytes) implements TensorData {

  /** Element types, named as safetensors names them. */
  public enum Type {
    F64(8),
    F32(4),
    BF16(2),
    F16(2),
    I64(8),
    I32(4),
    U8(1),
    BOOL(1);

    private final int size;

    Type(int size) {
      this.size = size;
    }

    /** The number of bytes per element. */
    public int size() {
      return size;
    }

    /** Whether it is a floating-point type. */
    public boolean floating() {
      return this == F64 || this == F32 || this == BF16 || this == F16;
    }

    /**
     * The number of bytes of a whole tensor.
     *
     * @throws ArithmeticException if it exceeds a long
     */
    public long bytes(List<Long> shape) {
      long bytes = size;
      for (long extent : shape) {
        bytes = Math.multiplyExact(bytes, extent);
      }
      return bytes;
    }
  }

  public HostTensor {
    shape = List.copyOf(shape);
    if (shape.stream().anyMatch(extent -> extent < 0)) {
      throw new IllegalArgumentException("shape is " + shape + "; no size may be negative");
    }
    if (type.bytes(shape) != bytes.remaining()) {
      throw new IllegalArgumentException(
          "bytes are "
              + bytes.remaining()
              + "; "
              + type
              + " of shape "
              + shape
              + " has "
              + type.bytes(shape));
    }
    bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A vector of doubles. */
  public static HostTensor of(double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return new HostTensor(Type.F64, List.of((long) values.length), bytes);
  }

  /** An independent, little-endian view of the bytes. */
  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void writeTo(WritableByteChannel out) throws IOException {
    Channels.writeAll(out, bytes());
  }

  public int elements() {
    return bytes.remaining() / type.size();
  }

  /** This tensor, or a 16-bit tensor's numbers as float32, which represents them exactly. */
  public HostTensor widened() {
    if (type != Type.BF16 && type != Type.F16) {
      return this;
    }
    ByteBuffer wide = ByteBuffer.allocate(4 * elements()).order(ByteOrder.LITTLE_ENDIAN);
    for (ByteBuffer from = bytes(); from.hasRemaining(); ) {
      short half = from.getShort();
      wide.putInt(type == Type.BF16 ? half << 16 : Float.floatToRawIntBits(Float16.toFloat(half)));
    }
    return new HostTensor(Type.F32, shape, wide.flip());
  }

  /** All elements widened to doubles; booleans are 0 and 1. */
  public double[] doubles() {
    double[] all = new double[elements()];
    ByteBuffer from = bytes();
    for (int i = 0; i < all.length; i++) {
      all[i] =
          switch (type) {
            case F64 -> from.getDouble();
            case F32 -> from.getFloat();
            case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
            case F16 -> Float16.toFloat(from.getShort());
            case I64 -> from.getLong();
            case I32 -> from.getInt();
            case U8, BOOL -> from.get() & 0xff;
          };
    }
    return all;
  }

  /**
   * All elements as longs.
   *
   * @throws IllegalStateException if the type is a floating-point type
   */
  public long[] longs() {
    if (type.floating()) {
      throw new IllegalStateException("type is " + type + "; whole numbers were expected");
    }
    long[] all = new long[elements()];
    ByteBuffer from = bytes();
    for (int i = 0; i < all.length; i++) {
      all[i] =
          switch (type) {
            case I64 -> from.getLong();
            case I32 -> from.getInt();
            default -> from.get() & 0xff;
          };
    }
    return all;
  }
}
