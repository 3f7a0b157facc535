package dev.trm.jobs.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * All cycles of a solve as one value: for each cycle its number and microseconds (int), halt logit
 * (float), draft and confidence (a byte a cell), big-endian.
 */
final class TraceCodec {
  private static final int HEAD = 3 * Integer.BYTES;

  private TraceCodec() {}

  static byte[] write(List<TraceCycle> cycles) {
    int cells = cycles.get(0).draft().length;
    ByteBuffer body = ByteBuffer.allocate(cycles.size() * (HEAD + 2 * cells));
    for (TraceCycle cycle : cycles) {
      if (cycle.draft().length != cells) {
        throw new IllegalArgumentException(
            "draft: " + cycle.draft().length + " cells, the first cycle has " + cells);
      }
      body.putInt(cycle.cycle()).putInt(cycle.micros()).putFloat(cycle.haltLogit());
      body.put(cycle.draft()).put(cycle.confidence());
    }
    return body.array();
  }

  static List<TraceCycle> read(byte[] bytes, int cells) {
    ByteBuffer body = ByteBuffer.wrap(bytes);
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
