package dev.trm.puzzles.constraints;

import dev.trm.puzzles.HeldOutSplit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Generated training and held-out puzzles of a variant. No held-out puzzle is equivalent to another
 * one or to a training puzzle under rotation, reflection and renaming of symbols. Equal recipes
 * give equal sets.
 *
 * @param training puzzles with their solutions, generated when they are first read
 * @param heldOut at most the requested number; fewer if there are not enough different puzzles
 */
public record ConstraintsSet(List<RatedConstraints> training, List<RatedConstraints> heldOut) {

  public ConstraintsSet {
    training = HeldOutSplit.kept(training);
    heldOut = List.copyOf(heldOut);
  }

  /**
   * The parameters of the generation.
   *
   * @param training number of training puzzles, at least 1
   * @param heldOut number of held-out puzzles, at least 1
   * @param minimalShare share of minimal puzzles, 0 to 1; the others have a random number of givens
   * @param fewestGivens minimum of the others
   * @param mostGivens maximum of the others
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

  /** Generates the held-out puzzles; each training puzzle is generated when it is first read. */
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

  /** Identifies a model's data; see {@link HeldOutSplit#sha256}. */
  public String sha256() {
    return new HeldOutSplit<>(training, heldOut)
        .sha256(
            each -> each.board().json(each.puzzle()).toString().getBytes(StandardCharsets.UTF_8));
  }
}
