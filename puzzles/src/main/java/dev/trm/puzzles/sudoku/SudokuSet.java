package dev.trm.puzzles.sudoku;

import dev.trm.puzzles.HeldOutSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Generated training and held-out puzzles. No held-out puzzle is equivalent to another one or to a
 * training puzzle. Equal recipes give equal sets.
 *
 * @param training puzzles with their solutions
 * @param heldOut at most the requested number; fewer if the size does not have enough
 */
public record SudokuSet(List<RatedPuzzle> training, List<RatedPuzzle> heldOut) {

  /** Puzzles generated for each requested one before the search for a rare rating ends. */
  private static final int TRIES = 100;

  public SudokuSet {
    training = HeldOutSplit.kept(training);
    heldOut = List.copyOf(heldOut);
  }

  /**
   * The parameters of the generation.
   *
   * @param training number of training puzzles; one equivalent to a held-out puzzle is replaced, or
   *     removed if a rating is requested
   * @param heldOut number of held-out puzzles, at least 1
   * @param minimalShare share of minimal puzzles, 0 to 1; the others have a random number of givens
   * @param fewestGivens minimum of the others
   * @param mostGivens maximum of the others
   * @param rating of all puzzles; if a hundred times as many puzzles do not contain enough of that
   *     rating, the set is smaller
   */
  public record Recipe(
      SudokuSize size,
      int training,
      int heldOut,
      double minimalShare,
      int fewestGivens,
      int mostGivens,
      RatingBand rating,
      long seed) {

    /** A recipe for puzzles of any rating. */
    public Recipe(
        SudokuSize size,
        int training,
        int heldOut,
        double minimalShare,
        int fewestGivens,
        int mostGivens,
        long seed) {
      this(size, training, heldOut, minimalShare, fewestGivens, mostGivens, RatingBand.ANY, seed);
    }

    public Recipe {
      HeldOutSplit.requireSome("training", training);
      HeldOutSplit.requireSome("heldOut", heldOut);
      if (!(minimalShare >= 0 && minimalShare <= 1)) {
        throw new IllegalArgumentException(
            "minimalShare is " + minimalShare + "; it must be 0 to 1");
      }
      if (fewestGivens > mostGivens) {
        throw new IllegalArgumentException(
            "fewestGivens is " + fewestGivens + "; mostGivens is less, " + mostGivens);
      }
    }
  }

  /**
   * Generates a set. Training puzzles of any rating are generated when they are first read; those
   * of a given rating at once and on all processors, because their number is unknown in advance.
   */
  public static SudokuSet generate(Recipe recipe) {
    HeldOutSplit.Maker<RatedPuzzle> maker = (count, seed) -> block(recipe, count, seed);
    HeldOutSplit<RatedPuzzle> split =
        recipe.rating().equals(RatingBand.ANY)
            ? HeldOutSplit.onDemand(
                recipe.training(), recipe.heldOut(), recipe.seed(), maker, SudokuSet::form)
            : HeldOutSplit.generate(
                recipe.training(), recipe.heldOut(), recipe.seed(), maker, SudokuSet::form);
    return new SudokuSet(split.training(), split.heldOut());
  }

  private static String form(RatedPuzzle puzzle) {
    return SudokuCanonicalForm.of(puzzle.puzzle(), puzzle.solution());
  }

  private static List<RatedPuzzle> block(Recipe recipe, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SudokuGenerator generator = new SudokuGenerator(recipe.size(), random.nextLong());
    List<RatedPuzzle> made = new ArrayList<>(count);
    long tries = (long) TRIES * count;
    for (long done = 0; done < tries && made.size() < count; done++) {
      boolean minimal = random.nextDouble() < recipe.minimalShare();
      int givens = random.nextInt(recipe.fewestGivens(), recipe.mostGivens() + 1);
      RatedPuzzle puzzle = minimal ? generator.minimal() : generator.withGivens(givens);
      if (recipe.rating().takes(puzzle)) {
        made.add(puzzle);
      }
    }
    return made;
  }

  /** Identifies a model's data; see {@link HeldOutSplit#sha256}. */
  public String sha256() {
    return new HeldOutSplit<>(training, heldOut).sha256(SudokuSet::bytes);
  }

  private static byte[] bytes(RatedPuzzle puzzle) {
    byte[] digits = new byte[puzzle.puzzle().size().cells()];
    for (int cell = 0; cell < digits.length; cell++) {
      digits[cell] = (byte) puzzle.puzzle().digit(cell);
    }
    return digits;
  }
}
