package dev.trm.model.checkpoint;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** A tensor that can be written out, from memory or from a file. */
public interface TensorData {

  HostTensor.Type type();

  /** Its sizes; empty for a scalar. */
  List<Long> shape();

  /** Writes its bytes: little-endian, row-major, exactly {@link #length} of them. */
  void writeTo(WritableByteChannel out) throws IOException;

  /** The number of bytes that type and shape need. */
  default long length() {
    return type().bytes(shape());
  }
}
