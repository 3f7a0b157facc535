package dev.trm.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** Reads and writes whole buffers. */
public final class Channels {
  private Channels() {}

  /**
   * Fills the buffer from a position of the file.
   *
   * @throws DamagedFileException if the file ends too early
   */
  public static void fill(FileChannel in, ByteBuffer buffer, long position) throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int read = in.read(buffer, at);
      if (read < 0) {
        throw new DamagedFileException("it ended while it was read");
      }
      at += read;
    }
  }

  static void writeAll(WritableByteChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
