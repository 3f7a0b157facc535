package dev.trm.gateway.request;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that ends with 413 where it goes on beyond its limit. */
public final class LimitedBody extends FilterInputStream {
  private final long most;
  private long read;

  /**
   * @param most bytes that may be read
   */
  public LimitedBody(InputStream body, long most) {
    super(body);
    this.most = most;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    count(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    count(Math.max(0, count));
    return count;
  }

  private void count(int bytes) {
    read += bytes;
    if (read > most) {
      throw JsonBody.tooLarge("The body is longer than " + most + " bytes.");
    }
  }
}
