package dev.trm.benchmarks.slots;

import dev.trm.puzzles.sudoku.RatedPuzzle;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Random 9×9 Sudokus. It is practically impossible that a model was trained on one of them: there
 * are some 10²⁵ inequivalent minimal ones.
 */
final class FreshSudokus {
  private FreshSudokus() {}

  static List<RatedPuzzle> make(int count, SlotsOptions.Givens givens, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SudokuGenerator generator = new SudokuGenerator(SudokuSize.ofSide(9), random.nextLong());
    return Stream.generate(
            () ->
                givens.minimal()
                    ? generator.minimal()
                    : generator.withGivens(random.nextInt(givens.least(), givens.most() + 1)))
        .limit(count)
        .toList();
  }
}
