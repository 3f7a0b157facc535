package dev.trm.gateway.body;

import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A body as it was received: in memory up to 64 KiB, else in a file. It can be read several times
 * until the request ends, which removes the file.
 */
public final class ReceivedBody implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ReceivedBody.class);
  private static final String KEY = "trm.body";
  private static final int IN_MEMORY = 64 << 10;
  private static final int AT_ONCE = 256 << 10;

  private final long most;
  private final boolean gzip;
  private final SpoolDirectory directory;
  private Buffer buffered = Buffer.buffer();
  private long length;
  private Allowance allowance = Allowance.UNLIMITED;
  private @Nullable Path file;
  private @Nullable Path plain;
  private @Nullable FileChannel channel;
  private boolean closed;

  /** Counts the bytes of a body while it is kept. */
  interface Allowance {
    Allowance UNLIMITED =
        new Allowance() {
          @Override
          public void count(int bytes) {}

          @Override
          public void close() {}
        };

    /**
     * Counts bytes that were received.
     *
     * @throws ProblemException if they are too many
     */
    void count(int bytes);

    /** The body is gone. */
    void close();
  }

  /**
   * @param most bytes, of which the body is refused with 413 when it has more
   * @param gzip whether what is received is compressed
   * @param directory for a body that is kept in a file
   */
  ReceivedBody(long most, boolean gzip, SpoolDirectory directory) {
    this.most = most;
    this.gzip = gzip;
    this.directory = directory;
  }

  /** Sets what counts the bytes; given back when the body is closed, or at once if it is. */
  synchronized void counted(Allowance allowance) {
    if (closed) {
      allowance.close();
    } else {
      this.allowance = allowance;
    }
  }

  /**
   * The body of a request whose resource method takes one.
   *
   * @throws IllegalStateException if it takes none
   */
  public static ReceivedBody of(RoutingContext request) {
    ReceivedBody body = request.get(KEY);
    if (body == null) {
      throw new IllegalStateException("the request's method takes no body");
    }
    return body;
  }

  void remember(RoutingContext request) {
    request.put(KEY, this);
  }

  /** The bytes received so far. */
  long length() {
    return length;
  }

  /** The most bytes that it may have. */
  long most() {
    return most;
  }

  /**
   * Takes the next bytes.
   *
   * @return whether {@link #store} has to be called before the next ones
   * @throws ProblemException 413 if there are too many, or as the allowance says
   */
  synchronized boolean add(Buffer bytes) {
    length += bytes.length();
    if (length > most) {
      throw tooLong(most);
    }
    allowance.count(bytes.length());
    buffered.appendBuffer(bytes);
    return buffered.length() > (file == null ? IN_MEMORY : AT_ONCE);
  }

  /** Notes that all bytes are here; whether {@link #store} has to be called. */
  synchronized boolean complete() {
    return file != null && buffered.length() > 0;
  }

  /**
   * Writes what is in memory to the file.
   *
   * @throws ProblemException 507 if it cannot be written; what was written is removed
   */
  synchronized void store() {
    if (closed) {
      return;
    }
    try {
      FileChannel out = channel;
      if (out == null) {
        Path made = directory.file("body");
        file = made;
        out = FileChannel.open(made, StandardOpenOption.WRITE);
        channel = out;
      }
      ByteBuffer bytes = ByteBuffer.wrap(buffered.getBytes());
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      buffered = Buffer.buffer();
    } catch (IOException e) {
      LOG.errorf(e, "a body of %d bytes so far cannot be kept in %s", length, directory);
      close();
      throw new ProblemException(
          Problem.of(
              507, "The gateway's disk has no room for the body; nothing was taken. Try later."),
          Map.of("Retry-After", "60", "Connection", "close"));
    }
  }

  /**
   * The body from its first byte on, decompressed.
   *
   * @return a stream that throws a {@link ProblemException} where the compression is damaged or the
   *     body becomes too long
   */
  public synchronized InputStream open() {
    Path stored = file;
    InputStream received =
        stored == null
            ? new ByteArrayInputStream(buffered.getBytes())
            : new LazyInput(() -> Files.newInputStream(stored));
    return gzip ? new GunzippedBody(received, length, most) : received;
  }

  /**
   * A file with the body, decompressed, which is removed when the request ends. Never change it.
   *
   * @throws ProblemException as {@link #open} says, and 507 if there is no room for it
   */
  public synchronized Path file() throws IOException {
    if (gzip) {
      if (plain == null) {
        Path made = directory.file("body");
        plain = made;
        try (InputStream in = open();
            OutputStream out = Files.newOutputStream(made)) {
          in.transferTo(out);
        }
      }
      return plain;
    }
    if (file == null) {
      store();
    }
    return Objects.requireNonNull(file);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    allowance.close();
    buffered = Buffer.buffer();
    try {
      if (channel != null) {
        channel.close();
      }
      if (file != null) {
        Files.deleteIfExists(file);
      }
      if (plain != null) {
        Files.deleteIfExists(plain);
      }
    } catch (IOException e) {
      LOG.warnf(e, "a file of a body, %s, cannot be removed; remove it", file);
    }
  }

  /** A 413; the connection ends, since the rest of the body is not read. */
  static ProblemException tooLong(long most) {
    return new ProblemException(
        Problem.of(413, "The body is longer than " + most + " bytes."),
        Map.of("Connection", "close"));
  }
}
