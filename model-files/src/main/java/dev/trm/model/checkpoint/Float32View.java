package dev.trm.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * Another tensor's numbers as float32: exact for float16, rounded to nearest for float64.
 *
 * @param source of type F16 or F64
 */
public record Float32View(TensorData source) implements TensorData {

  public Float32View {
    if (source.type() != HostTensor.Type.F16 && source.type() != HostTensor.Type.F64) {
      throw new IllegalArgumentException("source is " + source.type() + "; it must be F16 or F64");
    }
  }

  @Override
  public HostTensor.Type type() {
    return HostTensor.Type.F32;
  }

  @Override
  public List<Long> shape() {
    return source.shape();
  }

  @Override
  public void writeTo(WritableByteChannel out) throws IOException {
    source.writeTo(new Converting(out));
  }

  /** Converts the source's bytes, which arrive in chunks that may split a number. */
  private final class Converting implements WritableByteChannel {
    private final WritableByteChannel out;
    private final ByteBuffer number =
        ByteBuffer.allocate(source.type().size()).order(ByteOrder.LITTLE_ENDIAN);

    Converting(WritableByteChannel out) {
      this.out = out;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int taken = bytes.remaining();
      ByteBuffer floats =
          ByteBuffer.allocate((taken / number.capacity() + 1) * Float.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining()) {
        number.put(bytes.get());
        if (!number.hasRemaining()) {
          number.flip();
          floats.putFloat(
              source.type() == HostTensor.Type.F16
                  ? Float16.toFloat(number.getShort())
                  : (float) number.getDouble());
          number.clear();
        }
      }
      Channels.writeAll(out, floats.flip());
      return taken;
    }

    @Override
    public boolean isOpen() {
      return out.isOpen();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
