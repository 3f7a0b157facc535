package dev.trm.model.solve;

/**
 * What one cycle made of one slot.
 *
 * @param answerTokens the draft, (S)
 * @param confidence the probability of each drafted token, (S), 0 to 1
 * @param haltLogit above 0 the model would stop here
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of two arrays, never compared
public record SlotCycle(int[] answerTokens, float[] confidence, float haltLogit) {

  public double haltProbability() {
    return 1 / (1 + Math.exp(-haltLogit));
  }
}
