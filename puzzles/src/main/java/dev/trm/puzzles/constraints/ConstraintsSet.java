package dev.trm.puzzles.constraints;

import dev.trm.puzzles.HeldOutSplit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Generated puzzles of a variant to train on and, apart from them, puzzles to judge by: no held-out
 * puzzle becomes another or a training one by turning, flipping or renaming symbols. Equal recipes
 * give equal sets.
 *
 * @param training puzzles with their solutions, made when they are first read
 * @param heldOut the others; at most as many as were asked for, fewer where there are not so many
 */
public record ConstraintsSet(List<RatedConstraints> training, List<RatedConstraints> heldOut) {

  public ConstraintsSet {
    training = HeldOutSplit.kept(training);
    heldOut = List.copyOf(heldOut);
  }

  /**
   * What to generate.
   *
   * @param training puzzles to train on, at least 1
   * @param heldOut puzzles to judge by, at least 1
   * @param minimalShare share of minimal puzzles, 0 to 1; the others have a random number of givens
   * @param fewestGivens of the others
   * @param mostGivens of the others
   */
  public record Recipe(
      Variant variant,
      int side,
      int training,
      int heldOut,
      double minimalShare,
      int fewestGivens,
      int mostGivens,
      long seed) {

    public Recipe {
      variant.requireSide(side);
      HeldOutSplit.requireSome("training", training);
      HeldOutSplit.requireSome("heldOut", heldOut);
      if (!(minimalShare >= 0 && minimalShare <= 1)) {
        throw new IllegalArgumentException(
            "minimalShare is " + minimalShare + "; it must be 0 to 1");
      }
      if (fewestGivens < 0 || fewestGivens > mostGivens || mostGivens > side * side) {
        throw new IllegalArgumentException(
            "fewestGivens is "
                + fewestGivens
                + " and mostGivens "
                + mostGivens
                + "; they must be 0 to "
                + side * side
                + ", the first not above the second");
      }
    }
  }

  /** Generates the held-out puzzles; each training puzzle is made when it is first read. */
  public static ConstraintsSet generate(Recipe recipe) {
    HeldOutSplit<RatedConstraints> split =
        HeldOutSplit.onDemand(
            recipe.training(),
            recipe.heldOut(),
            recipe.seed(),
            (count, seed) -> block(recipe, count, seed),
            RatedConstraints::form);
    return new ConstraintsSet(split.training(), split.heldOut());
  }

  private static List<RatedConstraints> block(Recipe recipe, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ConstraintsGenerator generator =
        new ConstraintsGenerator(recipe.variant(), recipe.side(), random.nextLong());
    List<RatedConstraints> made = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      boolean minimal = random.nextDouble() < recipe.minimalShare();
      int givens = random.nextInt(recipe.fewestGivens(), recipe.mostGivens() + 1);
      made.add(minimal ? generator.minimal() : generator.withGivens(givens));
    }
    return made;
  }

  /** Names the data that a model was made from; see {@link HeldOutSplit#sha256}. */
  public String sha256() {
    return new HeldOutSplit<>(training, heldOut)
        .sha256(
            each -> each.board().json(each.puzzle()).toString().getBytes(StandardCharsets.UTF_8));
  }
}
