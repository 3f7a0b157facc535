package dev.trm.model.solve;

/**
 * The result of one cycle in one slot.
 *
 * @param answerTokens the draft, (S)
 * @param confidence the probability of each drafted token, (S), 0 to 1
 * @param haltLogit above 0 if the model would halt here
 */
@SuppressWarnings("ArrayRecordComponent") // only carries two arrays; never compared
public record SlotCycle(int[] answerTokens, float[] confidence, float haltLogit) {

  public double haltProbability() {
    return 1 / (1 + Math.exp(-haltLogit));
  }
}
