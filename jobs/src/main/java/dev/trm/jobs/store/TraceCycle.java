package dev.trm.jobs.store;

/**
 * One supervision cycle of a solve. Changed cells and broken rules are derived on reading.
 *
 * @param cycle counted from 1
 * @param draft (cells) the answer's tokens after this cycle
 * @param confidence (cells) probability of each token, 0 to 255
 * @param micros the share of the cycle's time, microseconds
 */
@SuppressWarnings("ArrayRecordComponent") // compact rows; made, written, read, never compared
public record TraceCycle(int cycle, byte[] draft, byte[] confidence, float haltLogit, int micros) {
  public TraceCycle {
    if (draft.length != confidence.length) {
      throw new IllegalArgumentException(
          "confidence: " + confidence.length + " cells, draft has " + draft.length);
    }
  }

  /** (cells) the draft, ready for its puzzle. */
  public int[] tokens() {
    int[] tokens = new int[draft.length];
    for (int cell = 0; cell < draft.length; cell++) {
      tokens[cell] = Byte.toUnsignedInt(draft[cell]);
    }
    return tokens;
  }

  public double haltProbability() {
    return 1 / (1 + Math.exp(-haltLogit));
  }
}
