package dev.trm.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor in an open file that is read on demand. Its elements need not be contiguous: strides
 * determine an element's place, as in PyTorch's views.
 */
public final class StoredTensor implements TensorData {

  /** The number of bytes to read from a file at a time. */
  private static final int CHUNK = 1 << 16;

  /** The maximum span of a non-contiguous tensor, whose elements are picked from memory. */
  private static final long LARGEST_SPAN = 64L << 20;

  private final FileChannel file;
  private final HostTensor.Type type;
  private final List<Long> shape;
  private final List<Long> strides;
  private final long from;

  private StoredTensor(
      FileChannel file, HostTensor.Type type, List<Long> shape, List<Long> strides, long from) {
    this.file = file;
    this.type = type;
    this.shape = shape;
    this.strides = strides;
    this.from = from;
  }

  /** A contiguous tensor in row-major order from a position of the file. */
  static StoredTensor rows(FileChannel file, HostTensor.Type type, List<Long> shape, long from) {
    return new StoredTensor(file, type, List.copyOf(shape), rowMajor(shape), from);
  }

  /**
   * A strided view into a region of the file.
   *
   * @param strides distance in elements along each dimension
   * @param offset the first element's place, in elements from the region's start
   * @param from the region's start, in bytes of the file
   * @param elements the region's length
   * @throws DamagedFileException if the view has more elements than the region, reaches beyond it,
   *     or spans too many bytes
   */
  public static StoredTensor view(
      FileChannel file,
      HostTensor.Type type,
      List<Long> shape,
      List<Long> strides,
      long offset,
      long from,
      long elements)
      throws DamagedFileException {
    if (shape.size() != strides.size()) {
      throw new DamagedFileException(
          "shape is " + shape + ", but strides are " + strides + "; both need as many numbers");
    }
    long count;
    long last;
    try {
      count = 1;
      last = offset;
      for (int i = 0; i < shape.size(); i++) {
        if (shape.get(i) < 0 || strides.get(i) < 0 || offset < 0) {
          throw new DamagedFileException(
              "offset is "
                  + offset
                  + ", shape "
                  + shape
                  + ", strides "
                  + strides
                  + "; no number may be negative");
        }
        count = Math.multiplyExact(count, shape.get(i));
        last =
            Math.addExact(last, Math.multiplyExact(Math.max(0, shape.get(i) - 1), strides.get(i)));
      }
    } catch (ArithmeticException tooLarge) {
      throw new DamagedFileException(
          "shape is " + shape + ", strides are " + strides + "; too large", tooLarge);
    }
    if (offset < 0 || count > elements || (count > 0 && last >= elements)) {
      throw new DamagedFileException(
          "shape "
              + shape
              + " with strides "
              + strides
              + " from element "
              + offset
              + " does not fit a storage of "
              + elements);
    }
    StoredTensor view =
        new StoredTensor(
            file,
            type,
            List.copyOf(shape),
            stepped(shape, strides),
            Math.addExact(from, Math.multiplyExact(offset, (long) type.size())));
    if (!view.inRows() && view.span() > LARGEST_SPAN) {
      throw new DamagedFileException(
          "a view that is not row by row spans "
              + view.span()
              + " bytes; more than "
              + LARGEST_SPAN
              + " are not read");
    }
    if (!view.inRows() && view.length() > view.span()) {
      throw new DamagedFileException(
          "shape " + shape + " with strides " + strides + " takes elements more than once");
    }
    return view;
  }

  @Override
  public HostTensor.Type type() {
    return type;
  }

  @Override
  public List<Long> shape() {
    return shape;
  }

  /**
   * Reads the tensor into memory.
   *
   * @throws DamagedFileException if it has 2 GiB or more
   */
  public HostTensor read() throws IOException {
    long length = length();
    if (length > Integer.MAX_VALUE - 8) {
      throw new DamagedFileException(
          "it has " + length + " bytes; a tensor of more than 2 GiB is not read");
    }
    return new HostTensor(type, shape, inRows() ? stretch((int) length) : gathered());
  }

  @Override
  public void writeTo(WritableByteChannel out) throws IOException {
    if (!inRows()) {
      Channels.writeAll(out, gathered());
      return;
    }
    long length = length();
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, length));
    for (long done = 0; done < length; ) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), length - done));
      Channels.fill(file, chunk, from + done);
      done += chunk.flip().remaining();
      Channels.writeAll(out, chunk);
    }
  }

  /** Reads the elements in order, from the span that contains them all. */
  private ByteBuffer gathered() throws IOException {
    ByteBuffer span = stretch((int) span());
    ByteBuffer rows = ByteBuffer.allocate((int) length()).order(ByteOrder.LITTLE_ENDIAN);
    long[] index = new long[shape.size()];
    int size = type.size();
    for (int at = 0; rows.hasRemaining(); ) {
      rows.put(span.slice(at * size, size));
      for (int i = index.length - 1; i >= 0; i--) {
        at += Math.toIntExact(strides.get(i));
        if (++index[i] < shape.get(i)) {
          break;
        }
        at -= Math.toIntExact(shape.get(i) * strides.get(i));
        index[i] = 0;
      }
    }
    return rows.flip();
  }

  private ByteBuffer stretch(int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    Channels.fill(file, bytes, from);
    return bytes.flip();
  }

  private boolean inRows() {
    List<Long> wanted = rowMajor(shape);
    for (int i = 0; i < shape.size(); i++) {
      if (shape.get(i) > 1 && !strides.get(i).equals(wanted.get(i))) {
        return length() == 0;
      }
    }
    return true;
  }

  /** The number of bytes from the first element to the end of the last one. */
  private long span() {
    long last = 0;
    for (int i = 0; i < shape.size(); i++) {
      last += Math.max(0, shape.get(i) - 1) * strides.get(i);
    }
    return (last + 1) * type.size();
  }

  /** Normalises the strides of dimensions with one element, which have no effect. */
  private static List<Long> stepped(List<Long> shape, List<Long> strides) {
    List<Long> stepped = new ArrayList<>(strides);
    for (int i = 0; i < shape.size(); i++) {
      if (shape.get(i) <= 1) {
        stepped.set(i, 0L);
      }
    }
    return List.copyOf(stepped);
  }

  private static List<Long> rowMajor(List<Long> shape) {
    List<Long> strides = new ArrayList<>(shape);
    long step = 1;
    for (int i = shape.size() - 1; i >= 0; i--) {
      strides.set(i, step);
      step *= shape.get(i);
    }
    return List.copyOf(strides);
  }
}
