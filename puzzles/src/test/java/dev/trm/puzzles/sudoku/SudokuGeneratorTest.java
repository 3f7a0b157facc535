package dev.trm.puzzles.sudoku;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SudokuGeneratorTest {

  @ParameterizedTest
  @EnumSource(SudokuSize.class)
  void everyPuzzleHasExactlyItsOwnSolution(SudokuSize size) {
    SudokuGenerator generator = new SudokuGenerator(size, 7);
    SudokuSolver solver = new SudokuSolver(size);
    for (int i = 0; i < 20; i++) {
      RatedPuzzle made = generator.minimal();

      assertThat(solver.solutions(made.puzzle(), 2)).isEqualTo(1);
      assertThat(solver.solve(made.puzzle())).contains(made.solution());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SudokuSize.class,
      names = {"FOUR", "SIX", "NINE"})
  void noGivenOfAMinimalPuzzleCanBeSpared(SudokuSize size) {
    SudokuGenerator generator = new SudokuGenerator(size, 11);
    SudokuSolver solver = new SudokuSolver(size);
    for (int i = 0; i < 20; i++) {
      int[] digits = generator.minimal().puzzle().digits();
      for (int cell = 0; cell < digits.length; cell++) {
        int kept = digits[cell];
        if (kept != 0) {
          digits[cell] = 0;
          assertThat(solver.solutions(SudokuGrid.of(digits), 2)).isEqualTo(2);
          digits[cell] = kept;
        }
      }
    }
  }

  @Test
  void puzzleHasTheWantedNumberOfGivens() {
    SudokuGenerator generator = new SudokuGenerator(SudokuSize.NINE, 3);
    for (int givens = 36; givens <= 81; givens++) {
      assertThat(generator.withGivens(givens).givens()).isEqualTo(givens);
    }
  }

  @Test
  void equalSeedsMakeEqualPuzzles() {
    SudokuGenerator one = new SudokuGenerator(SudokuSize.NINE, 5);
    SudokuGenerator other = new SudokuGenerator(SudokuSize.NINE, 5);
    for (int i = 0; i < 10; i++) {
      assertThat(one.minimal()).isEqualTo(other.minimal());
    }
  }

  @ParameterizedTest
  @EnumSource(SudokuSize.class)
  void augmentedPuzzleKeepsItsOnlySolution(SudokuSize size) {
    SplittableRandom random = new SplittableRandom(1);
    RatedPuzzle made = new SudokuGenerator(size, 2).minimal();
    SudokuSolver solver = new SudokuSolver(size);
    for (int i = 0; i < 50; i++) {
      SudokuAugmentation augmentation = SudokuAugmentation.random(size, random);
      SudokuGrid puzzle = augmentation.apply(made.puzzle());

      assertThat(solver.solutions(puzzle, 2)).isEqualTo(1);
      assertThat(solver.solve(puzzle)).contains(augmentation.apply(made.solution()));
    }
  }
}
