package dev.trm.gateway.body;

import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Decompresses a body, which may become neither longer than allowed nor suspiciously long. */
final class GunzippedBody extends InputStream {
  private static final int BUFFER = 64 << 10;

  /** JSON of puzzles becomes 5 to 50 times shorter; deflate can make zeros 1,032 times shorter. */
  private static final long MOST_RATIO = 200;

  /** Up to here, any ratio is harmless. */
  private static final long HARMLESS = 1 << 20;

  private final InputStream plain;
  private final long compressed;
  private final long most;
  private long read;

  /**
   * @param compressed how many bytes it has now
   * @param most bytes that it may have decompressed
   */
  GunzippedBody(InputStream gzip, long compressed, long most) {
    this.plain = new LazyInput(() -> new GZIPInputStream(gzip, BUFFER));
    this.compressed = compressed;
    this.most = most;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count;
    try {
      count = plain.read(bytes, offset, length);
    } catch (ZipException | EOFException e) {
      throw new ProblemException(
          new Problem(
              "urn:trm:problem:malformed-body",
              "The body cannot be read",
              400,
              "Content-Encoding is gzip, but the body is not whole gzip data: " + e.getMessage(),
              List.of()));
    }
    read += Math.max(0, count);
    if (read > most) {
      throw ReceivedBody.tooLong(most);
    }
    if (read > HARMLESS && read > MOST_RATIO * compressed) {
      throw new ProblemException(
          Problem.of(
              413, "The body becomes more than " + MOST_RATIO + " times longer when decompressed."),
          Map.of("Connection", "close"));
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    plain.close();
  }
}
