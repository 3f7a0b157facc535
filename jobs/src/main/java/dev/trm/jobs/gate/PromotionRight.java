package dev.trm.jobs.gate;

/** How a training may become its model's champion. */
public sealed interface PromotionRight {
  /** By the rules it was submitted with: it is the owner's, or an operator answers for it. */
  record OwnRules() implements PromotionRight {}

  /** By the model's own gate. */
  record ModelRules(ModelGate gate) implements PromotionRight {}

  /**
   * Not at all.
   *
   * @param why for people
   */
  record None(String why) implements PromotionRight {}
}
