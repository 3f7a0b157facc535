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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * All cycles of a solve as one value: a byte that names the form, then, deflated without a header,
 * how many cycles there are (int); of each its number and microseconds (int) and halt logit
 * (float), big-endian; of each the draft, a byte a cell, where only what differs from the cycle
 * before is not 0 (exclusive or); of each the confidence, a byte a cell. Like stands beside like,
 * and much of it is the same from cycle to cycle: so it becomes short. A solve of several attempts
 * has a form of its own, with the attempt (int) before each cycle's number; the cycle before is
 * that of the same attempt.
 */
final class TraceCodec {
  private static final int DEFLATED = 1;

  /** As {@link #DEFLATED}, with several attempts. */
  private static final int ATTEMPTS = 2;

  /** What an older form begins with: the number of the first cycle, an int. */
  private static final int PLAIN = 0;

  /** As many as a solve may have. */
  private static final int MOST_CYCLES = 1 << 16;

  private TraceCodec() {}

  static byte[] write(List<TraceCycle> cycles) {
    int cells = cycles.get(0).draft().length;
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    boolean several = cycles.stream().anyMatch(cycle -> cycle.attempt() != 1);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(several ? ATTEMPTS : DEFLATED);
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(body, deflater))) {
      out.writeInt(cycles.size());
      for (TraceCycle cycle : cycles) {
        if (cycle.draft().length != cells) {
          throw new IllegalArgumentException(
              "draft: " + cycle.draft().length + " cells, the first cycle has " + cells);
        }
        if (several) {
          out.writeInt(cycle.attempt());
        }
        out.writeInt(cycle.cycle());
        out.writeInt(cycle.micros());
        out.writeFloat(cycle.haltLogit());
      }
      Map<Integer, byte[]> before = new HashMap<>();
      for (TraceCycle cycle : cycles) {
        byte[] last = before.put(cycle.attempt(), cycle.draft());
        out.write(last == null ? cycle.draft() : differing(cycle.draft(), last));
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
      case DEFLATED -> deflated(bytes, cells, false);
      case ATTEMPTS -> deflated(bytes, cells, true);
      default ->
          throw new IllegalArgumentException("body is of form " + bytes[0] + "; known are 0, 1, 2");
    };
  }

  private static List<TraceCycle> deflated(byte[] bytes, int cells, boolean several) {
    Inflater inflater = new Inflater(true);
    try (DataInputStream in =
        new DataInputStream(
            new InflaterInputStream(
                new ByteArrayInputStream(bytes, 1, bytes.length - 1), inflater))) {
      int count = in.readInt();
      int head = (several ? 3 : 2) * Integer.BYTES + Float.BYTES;
      ByteBuffer heads = ByteBuffer.wrap(exactly(in, count, head));
      byte[] drafts = exactly(in, count, cells);
      byte[] confidences = exactly(in, count, cells);
      List<TraceCycle> cycles = new ArrayList<>();
      Map<Integer, byte[]> before = new HashMap<>();
      for (int i = 0; i < count; i++) {
        int attempt = several ? heads.getInt() : 1;
        int number = heads.getInt();
        int micros = heads.getInt();
        byte[] draft = part(drafts, i, cells);
        byte[] last = before.get(attempt);
        draft = last == null ? draft : differing(draft, last);
        before.put(attempt, draft);
        cycles.add(
            new TraceCycle(
                attempt, number, draft, part(confidences, i, cells), heads.getFloat(), micros));
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
