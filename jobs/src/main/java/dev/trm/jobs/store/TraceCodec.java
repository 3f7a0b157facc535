package dev.trm.jobs.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * All cycles of a solve as one value: a byte that names the form, then, deflated without a header,
 * how many cycles there are (int); of each its number and microseconds (int) and halt logit
 * (float), big-endian; of each the draft, a byte a cell, where only what differs from the cycle
 * before is not 0 (exclusive or); of each the confidence, a byte a cell. Like stands beside like,
 * and much of it is the same from cycle to cycle: so it becomes short.
 */
final class TraceCodec {
  private static final int DEFLATED = 1;

  /** What an older form begins with: the number of the first cycle, an int. */
  private static final int PLAIN = 0;

  /** As many as a solve may have. */
  private static final int MOST_CYCLES = 1 << 16;

  private TraceCodec() {}

  static byte[] write(List<TraceCycle> cycles) {
    int cells = cycles.get(0).draft().length;
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(DEFLATED);
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(body, deflater))) {
      out.writeInt(cycles.size());
      for (TraceCycle cycle : cycles) {
        if (cycle.draft().length != cells) {
          throw new IllegalArgumentException(
              "draft: " + cycle.draft().length + " cells, the first cycle has " + cells);
        }
        out.writeInt(cycle.cycle());
        out.writeInt(cycle.micros());
        out.writeFloat(cycle.haltLogit());
      }
      byte[] before = new byte[cells];
      for (TraceCycle cycle : cycles) {
        out.write(differing(cycle.draft(), before));
        before = cycle.draft();
      }
      for (TraceCycle cycle : cycles) {
        out.write(cycle.confidence());
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("a trace is written to memory", impossible);
    } finally {
      deflater.end();
    }
    return body.toByteArray();
  }

  /**
   * The cycles, whichever form they have.
   *
   * @throws IllegalArgumentException if the value is none that was written
   */
  static List<TraceCycle> read(byte[] bytes, int cells) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("body is empty; it must have a cycle");
    }
    return switch (bytes[0]) {
      case PLAIN -> plain(ByteBuffer.wrap(bytes), cells);
      case DEFLATED -> deflated(bytes, cells);
      default ->
          throw new IllegalArgumentException("body is of form " + bytes[0] + "; known are 0, 1");
    };
  }

  private static List<TraceCycle> deflated(byte[] bytes, int cells) {
    Inflater inflater = new Inflater(true);
    try (DataInputStream in =
        new DataInputStream(
            new InflaterInputStream(
                new ByteArrayInputStream(bytes, 1, bytes.length - 1), inflater))) {
      int count = in.readInt();
      ByteBuffer heads = ByteBuffer.wrap(exactly(in, count, 2 * Integer.BYTES + Float.BYTES));
      byte[] drafts = exactly(in, count, cells);
      byte[] confidences = exactly(in, count, cells);
      List<TraceCycle> cycles = new ArrayList<>();
      byte[] draft = new byte[cells];
      for (int i = 0; i < count; i++) {
        draft = differing(part(drafts, i, cells), draft);
        int number = heads.getInt();
        int micros = heads.getInt();
        cycles.add(
            new TraceCycle(number, draft, part(confidences, i, cells), heads.getFloat(), micros));
      }
      return cycles;
    } catch (IOException e) {
      throw new IllegalArgumentException("body cannot be inflated: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }

  private static byte[] exactly(DataInputStream in, int count, int size) throws IOException {
    if (count < 1 || count > MOST_CYCLES) {
      throw new IllegalArgumentException(
          "body has " + count + " cycles; they must be 1 to " + MOST_CYCLES);
    }
    byte[] bytes = in.readNBytes(count * size);
    if (bytes.length < count * size) {
      throw new IllegalArgumentException("body ends before its " + count + " cycles do");
    }
    return bytes;
  }

  private static byte[] part(byte[] all, int place, int size) {
    return Arrays.copyOfRange(all, place * size, (place + 1) * size);
  }

  private static byte[] differing(byte[] one, byte[] other) {
    byte[] differing = new byte[one.length];
    for (int cell = 0; cell < one.length; cell++) {
      differing[cell] = (byte) (one[cell] ^ other[cell]);
    }
    return differing;
  }

  private static List<TraceCycle> plain(ByteBuffer body, int cells) {
    List<TraceCycle> cycles = new ArrayList<>();
    while (body.hasRemaining()) {
      int number = body.getInt();
      int micros = body.getInt();
      float haltLogit = body.getFloat();
      byte[] draft = new byte[cells];
      byte[] confidence = new byte[cells];
      body.get(draft).get(confidence);
      cycles.add(new TraceCycle(number, draft, confidence, haltLogit, micros));
    }
    return cycles;
  }
}
