package dev.trm.solver.slots;

import dev.trm.jobs.HaltMode;
import java.util.function.BooleanSupplier;

/**
 * Decides after a cycle whether the model stops by itself. The draft that counts is always the last
 * one: in {@code checked} mode an earlier draft that passed the rules while the halting head wanted
 * to go on is not kept, since the model did not stand by it.
 */
final class HaltRule {
  private HaltRule() {}

  /**
   * @param haltLogit of the cycle; above 0 means a halt probability over one half
   * @param passesRules asked only where it decides
   */
  static boolean halts(HaltMode mode, float haltLogit, BooleanSupplier passesRules) {
    return switch (mode) {
      case FIXED -> false;
      case HEAD -> haltLogit > 0;
      case CHECKED -> haltLogit > 0 && passesRules.getAsBoolean();
    };
  }
}
