package dev.trm.jobs.store;

/**
 * One supervision cycle of a solve. Changed cells and broken rules are derived on reading.
 *
 * @param attempt counted from 1, which is the plain one
 * @param cycle of the attempt, counted from 1
 * @param draft (cells) the answer's tokens after this cycle
 * @param confidence (cells) probability of each token, 0 to 255
 * @param micros the share of the cycle's time, microseconds
 */
@SuppressWarnings("ArrayRecordComponent") // compact rows; made, written, read, never compared
public record TraceCycle(
    int attempt, int cycle, byte[] draft, byte[] confidence, float haltLogit, int micros) {
  public TraceCycle {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt: " + attempt + " is less than 1");
    }
    if (draft.length != confidence.length) {
      throw new IllegalArgumentException(
          "confidence: " + confidence.length + " cells, draft has " + draft.length);
    }
  }

  /** Of the plain attempt. */
  public TraceCycle(int cycle, byte[] draft, byte[] confidence, float haltLogit, int micros) {
    this(1, cycle, draft, confidence, haltLogit, micros);
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
