package dev.trm.puzzles.sudoku;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Generated puzzles to train on and, apart from them, puzzles to judge by: no held-out puzzle is
 * equivalent to another or to one of the training puzzles. Equal recipes give equal sets.
 *
 * @param training puzzles with their solutions
 * @param heldOut the others; at most as many as were asked for, fewer where the size has fewer
 */
public record SudokuSet(List<RatedPuzzle> training, List<RatedPuzzle> heldOut) {

  /** Puzzles made from one seed; small enough to share work, large enough to be worth it. */
  private static final int BLOCK = 500;

  public SudokuSet {
    training = List.copyOf(training);
    heldOut = List.copyOf(heldOut);
  }

  /**
   * What to generate.
   *
   * @param training puzzles to train on; those equivalent to a held-out one are left out of them
   * @param heldOut puzzles to judge by, at least 1
   * @param minimalShare share of minimal puzzles, 0 to 1; the others have a random number of givens
   * @param fewestGivens of the others
   * @param mostGivens of the others
   */
  public record Recipe(
      SudokuSize size,
      int training,
      int heldOut,
      double minimalShare,
      int fewestGivens,
      int mostGivens,
      long seed) {

    public Recipe {
      if (training < 1) {
        throw new IllegalArgumentException("training is " + training + "; it must be at least 1");
      }
      if (heldOut < 1) {
        throw new IllegalArgumentException("heldOut is " + heldOut + "; it must be at least 1");
      }
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

  /** Generates a set, on all processors. */
  public static SudokuSet generate(Recipe recipe) {
    Set<String> forms = new HashSet<>();
    List<RatedPuzzle> heldOut = new ArrayList<>();
    // A small size may have fewer classes than asked for: an end to the search is needed.
    int tries = Math.multiplyExact(20, recipe.heldOut());
    SplittableRandom seeds = new SplittableRandom(recipe.seed());
    SplittableRandom apart = seeds.split();
    for (int done = 0; done < tries && heldOut.size() < recipe.heldOut(); done += BLOCK) {
      for (RatedPuzzle puzzle : block(recipe, BLOCK, apart.nextLong())) {
        if (heldOut.size() < recipe.heldOut() && forms.add(form(puzzle))) {
          heldOut.add(puzzle);
        }
      }
    }
    int blocks = (recipe.training() + BLOCK - 1) / BLOCK;
    long[] blockSeeds = seeds.longs(blocks).toArray();
    List<RatedPuzzle> training =
        IntStream.range(0, blocks)
            .parallel()
            .mapToObj(
                i -> {
                  int count = Math.min(BLOCK, recipe.training() - i * BLOCK);
                  List<RatedPuzzle> made = block(recipe, count, blockSeeds[i]);
                  return made.stream().filter(puzzle -> !forms.contains(form(puzzle))).toList();
                })
            .flatMap(List::stream)
            .toList();
    return new SudokuSet(training, heldOut);
  }

  private static List<RatedPuzzle> block(Recipe recipe, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SudokuGenerator generator = new SudokuGenerator(recipe.size(), random.nextLong());
    List<RatedPuzzle> made = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      boolean minimal = random.nextDouble() < recipe.minimalShare();
      int givens = random.nextInt(recipe.fewestGivens(), recipe.mostGivens() + 1);
      made.add(minimal ? generator.minimal() : generator.withGivens(givens));
    }
    return made;
  }

  private static String form(RatedPuzzle puzzle) {
    return SudokuCanonicalForm.of(puzzle.puzzle(), puzzle.solution());
  }

  /** SHA-256 over all puzzles in order, hexadecimal: names the data that a model was made from. */
  public String sha256() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
    for (List<RatedPuzzle> part : List.of(training, heldOut)) {
      for (RatedPuzzle puzzle : part) {
        for (int cell = 0; cell < puzzle.puzzle().size().cells(); cell++) {
          digest.update((byte) puzzle.puzzle().digit(cell));
        }
      }
      digest.update((byte) -1);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
