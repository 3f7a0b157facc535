package dev.trm.solver.slots;

import dev.trm.jobs.HaltMode;
import java.util.function.BooleanSupplier;

/**
 * Decides after a cycle whether the model halts. The answer is always the last draft: in {@code
 * checked} mode, an earlier draft that passed the rules while the halting head predicted an error
 * is not kept, because the model did not confirm it.
 */
final class HaltRule {
  private HaltRule() {}

  /**
   * @param haltLogit of the cycle; above 0 means a halt probability over one half
   * @param passesRules called only if it decides
   */
  static boolean halts(HaltMode mode, float haltLogit, BooleanSupplier passesRules) {
    return switch (mode) {
      case FIXED -> false;
      case HEAD -> haltLogit > 0;
      case CHECKED -> haltLogit > 0 && passesRules.getAsBoolean();
    };
  }
}
