package dev.trm.puzzles.sudoku;

import dev.trm.puzzles.HeldOutSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Generated puzzles to train on and, apart from them, puzzles to judge by: no held-out puzzle is
 * equivalent to another or to one of the training puzzles. Equal recipes give equal sets.
 *
 * @param training puzzles with their solutions
 * @param heldOut the others; at most as many as were asked for, fewer where the size has fewer
 */
public record SudokuSet(List<RatedPuzzle> training, List<RatedPuzzle> heldOut) {

  /** Puzzles made for each one wanted before a rare rating is given up. */
  private static final int TRIES = 100;

  public SudokuSet {
    training = HeldOutSplit.kept(training);
    heldOut = List.copyOf(heldOut);
  }

  /**
   * What to generate.
   *
   * @param training puzzles to train on; one equivalent to a held-out one is replaced, or left out
   *     of those of a rating
   * @param heldOut puzzles to judge by, at least 1
   * @param minimalShare share of minimal puzzles, 0 to 1; the others have a random number of givens
   * @param fewestGivens of the others
   * @param mostGivens of the others
   * @param rating of all; where it is so rare that a hundred times as many puzzles do not yield
   *     enough there are fewer
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

    /** Puzzles of any rating. */
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
   * Generates a set: puzzles of any rating to train on when they are first read, those of a rare
   * one at once and on all processors, as nobody knows how many there are.
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

  /** Names the data that a model was made from; see {@link HeldOutSplit#sha256}. */
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
