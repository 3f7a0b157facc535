package dev.trm.gateway.solving;

import dev.trm.audit.Sha256;
import dev.trm.jobs.JobId;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The lines of a batch, one after the other, and the job ids that belong to them. */
final class BatchLines {
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final int LOW_LINE_BITS = 10;
  private static final int RANDOM_BITS = 62 - LOW_LINE_BITS;

  /** The last line that an id has room for. */
  static final int LAST = (1 << (12 + LOW_LINE_BITS)) - 1;

  private final InputStream body;
  private final int longest;
  private int line;

  /**
   * @param longest bytes of a line
   */
  BatchLines(InputStream body, int longest) {
    this.body = new BufferedInputStream(body, 1 << 16);
    this.longest = longest;
  }

  /**
   * One line that is not empty.
   *
   * @param number counted from 1, empty ones included
   * @param text without its end; null if it is too long
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on and read once
  record Line(int number, byte @Nullable [] text) {}

  /** The next line; null at the end. */
  @Nullable Line next() throws IOException {
    while (true) {
      ByteArrayOutputStream text = new ByteArrayOutputStream(256);
      boolean tooLong = false;
      int read = body.read();
      if (read < 0) {
        return null;
      }
      line++;
      for (; read >= 0 && read != '\n'; read = body.read()) {
        if (text.size() < longest) {
          text.write(read);
        } else {
          tooLong = true;
        }
      }
      byte[] bytes = text.toByteArray();
      if (tooLong) {
        return new Line(line, null);
      }
      if (!blank(bytes)) {
        return new Line(line, bytes);
      }
    }
  }

  private static boolean blank(byte[] bytes) {
    for (byte each : bytes) {
      if (each != ' ' && each != '\t' && each != '\r') {
        return false;
      }
    }
    return true;
  }

  /**
   * The id of the job of a line, always the same: of version 7 with the batch's time, then the
   * line, so that a batch's jobs sort by line, then bits that no other batch has.
   */
  static JobId id(UUID batch, int line) {
    long time = batch.getMostSignificantBits() & ~0xFFFFL;
    byte[] hash = Sha256.of((batch + " " + line + "\n").getBytes(StandardCharsets.UTF_8));
    long random = ByteBuffer.wrap(hash).getLong() >>> (64 - RANDOM_BITS);
    long high = time | VERSION_7 | ((line >>> LOW_LINE_BITS) & 0xFFF);
    long low = VARIANT | ((long) (line & ((1 << LOW_LINE_BITS) - 1)) << RANDOM_BITS) | random;
    return new JobId(new UUID(high, low));
  }

  /** The line of a job of a batch, see {@link #id}. */
  static int line(JobId id) {
    int high = (int) (id.value().getMostSignificantBits() & 0xFFF);
    int low =
        (int) ((id.value().getLeastSignificantBits() & ~VARIANT & (-1L >>> 2)) >>> RANDOM_BITS);
    return high << LOW_LINE_BITS | low;
  }
}
