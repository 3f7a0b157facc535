package dev.trm.gateway.body;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A stream that is opened when it is first read, and so by the thread that reads it. */
final class LazyInput extends InputStream {
  private final Opener opener;
  private @Nullable InputStream opened;

  interface Opener {
    InputStream open() throws IOException;
  }

  LazyInput(Opener opener) {
    this.opener = opener;
  }

  @Override
  public int read() throws IOException {
    return opened().read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return opened().read(bytes, offset, length);
  }

  @Override
  public void close() throws IOException {
    if (opened != null) {
      opened.close();
    }
  }

  private InputStream opened() throws IOException {
    InputStream present = opened;
    if (present == null) {
      present = opener.open();
      opened = present;
    }
    return present;
  }
}
