package dev.trm.model.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A tensor in the memory of the host.
 *
 * @param type of its elements
 * @param shape its sizes; empty for a scalar
 * @param bytes little-endian, row-major, exactly as many as type and shape need; never changed
 */
public record HostTensor(Type type, List<Long> shape, ByteBuffer bytes) {

  /** Element types, named as safetensors names them. */
  public enum Type {
    F64(8),
    F32(4),
    BF16(2),
    I64(8),
    I32(4),
    U8(1),
    BOOL(1);

    private final int size;

    Type(int size) {
      this.size = size;
    }

    /** Bytes an element. */
    public int size() {
      return size;
    }
  }

  public HostTensor {
    shape = List.copyOf(shape);
    long elements = 1;
    for (long extent : shape) {
      if (extent < 0) {
        throw new IllegalArgumentException("shape is " + shape + "; no size may be negative");
      }
      elements = Math.multiplyExact(elements, extent);
    }
    if (Math.multiplyExact(elements, type.size()) != bytes.remaining()) {
      throw new IllegalArgumentException(
          "bytes are "
              + bytes.remaining()
              + "; "
              + type
              + " of shape "
              + shape
              + " has "
              + elements * type.size());
    }
    bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** An independent, little-endian view of the bytes. */
  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  public int elements() {
    return bytes.remaining() / type.size();
  }

  /** This tensor, or if it is of bfloat16 the same numbers as float32, which holds them exactly. */
  public HostTensor widened() {
    if (type != Type.BF16) {
      return this;
    }
    ByteBuffer wide = ByteBuffer.allocate(4 * elements()).order(ByteOrder.LITTLE_ENDIAN);
    for (ByteBuffer from = bytes(); from.hasRemaining(); ) {
      wide.putInt(from.getShort() << 16);
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
   * @throws IllegalStateException if the type is a floating one
   */
  public long[] longs() {
    if (type == Type.F64 || type == Type.F32 || type == Type.BF16) {
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
