package dev.trm.model.search;

import dev.trm.model.CellGroups;
import dev.trm.model.Start;
import dev.trm.model.solve.SlotCycle;
import dev.trm.puzzles.Variation;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The form of the puzzle that one search attempt solves: the input of a slot, and how to map its
 * drafts back to the puzzle.
 *
 * @param question the network's tokens, (sequenceLength)
 * @param groups for a network with relations; null for other networks
 * @param symmetry the symmetry applied to the puzzle; null if there is none
 * @param reading converts the result of a cycle to tokens of the puzzle's kind
 */
@SuppressWarnings("ArrayRecordComponent") // only carries an array; never compared
public record AttemptForm(
    int[] question,
    int puzzleId,
    @Nullable CellGroups groups,
    Start start,
    @Nullable Variation symmetry,
    UnaryOperator<SlotCycle> reading) {

  /** How an attempt differs from the unchanged puzzle with the fixed start. */
  public record Difference(String kind, String description) {}

  /** Maps the result of a cycle back to the original puzzle. */
  public SlotCycle undo(SlotCycle made) {
    SlotCycle read = reading.apply(made);
    return symmetry == null
        ? read
        : new SlotCycle(
            symmetry.undo(read.answerTokens()), symmetry.undo(read.confidence()), read.haltLogit());
  }

  /** Empty for attempt 0, which does not differ. */
  public Optional<Difference> difference() {
    if (symmetry != null) {
      return Optional.of(new Difference("symmetry", symmetry.description()));
    }
    if (start instanceof Start.Random random) {
      return Optional.of(
          new Difference("random-start", described("start", random.sigma(), random.seed())));
    }
    if (start instanceof Start.Noise noise) {
      return Optional.of(
          new Difference("noise", described("noise in each cycle", noise.sigma(), noise.seed())));
    }
    return Optional.empty();
  }

  private static String described(String what, double sigma, long seed) {
    return String.format(Locale.ROOT, "%s of deviation %s, seed %016x", what, sigma, seed);
  }
}
