package dev.trm.puzzles.constraints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.puzzles.Puzzle;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstraintsGeneratorTest {

  @ParameterizedTest
  @CsvSource({
    "LATIN, 5",
    "LATIN, 6",
    "LATIN, 7",
    "X_SUDOKU, 6",
    "JIGSAW, 5",
    "JIGSAW, 6",
    "WINDOKU, 4"
  })
  void minimalPuzzlesHaveOneSolutionAndNeedEachGiven(Variant variant, int side) {
    RatedConstraints made = new ConstraintsGenerator(variant, side, 11).minimal();

    requireOneSolution(made);
    int given = 0;
    while (made.puzzle()[given] == 0) {
      given++;
    }
    int[] without = made.puzzle().clone();
    without[given] = 0;
    assertThat(plainCount(made.board(), without, 2)).isEqualTo(2);
  }

  /** With many givens, because the plain count of solutions uses no deduction. */
  @ParameterizedTest
  @CsvSource({
    "LATIN, 8",
    "LATIN, 9",
    "X_SUDOKU, 8",
    "X_SUDOKU, 9",
    "JIGSAW, 7",
    "JIGSAW, 8",
    "JIGSAW, 9",
    "WINDOKU, 9"
  })
  void largePuzzlesHaveOneSolution(Variant variant, int side) {
    requireOneSolution(new ConstraintsGenerator(variant, side, 11).withGivens(side * side / 2));
  }

  private static void requireOneSolution(RatedConstraints made) {
    Puzzle puzzle = Puzzle.parse("constraints", made.board().json(made.puzzle()));

    assertThat(puzzle.draft(made.answerTokens()).solved()).isTrue();
    assertThat(plainCount(made.board(), made.puzzle().clone(), 2)).isEqualTo(1);
  }

  @Test
  void puzzlesHaveAsManyGivensAsAskedFor() {
    assertThat(new ConstraintsGenerator(Variant.JIGSAW, 7, 1).withGivens(30).givens())
        .isEqualTo(30);
    assertThat(new ConstraintsGenerator(Variant.X_SUDOKU, 9, 1).withGivens(81).backtracks())
        .isZero();
  }

  @Test
  void equalSeedsMakeEqualPuzzles() {
    RatedConstraints first = new ConstraintsGenerator(Variant.JIGSAW, 6, 5).minimal();
    RatedConstraints second = new ConstraintsGenerator(Variant.JIGSAW, 6, 5).minimal();
    RatedConstraints other = new ConstraintsGenerator(Variant.JIGSAW, 6, 6).minimal();

    assertThat(second.board().json(second.puzzle()))
        .isEqualTo(first.board().json(first.puzzle()))
        .isNotEqualTo(other.board().json(other.puzzle()));
  }

  @ParameterizedTest
  @CsvSource({"5", "7", "9"})
  void jigsawRegionsAreConnectedAndOfEqualSize(int side) {
    String regions = new ConstraintsGenerator(Variant.JIGSAW, side, 3).minimal().board().regions();

    for (char label = 'A'; label < 'A' + side; label++) {
      boolean[] left = new boolean[side * side];
      for (int cell = 0; cell < left.length; cell++) {
        left[cell] = regions.charAt(cell) == label;
      }
      assertThat(reached(left, regions.indexOf(label), side)).isEqualTo(side);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "WINDOKU, 6, size is 6; puzzles of variant windoku have 4 or 9",
    "X_SUDOKU, 7, 'size is 7; puzzles of variant x-sudoku have 4, 6, 8 or 9'",
    "LATIN, 10, size is 10; puzzles of variant latin have 4 to 9"
  })
  void sizesThatAVariantDoesNotHaveAreRefused(Variant variant, int side, String message) {
    assertThatThrownBy(() -> new ConstraintsGenerator(variant, side, 1)).hasMessage(message);
  }

  private static int reached(boolean[] left, int cell, int side) {
    if (!left[cell]) {
      return 0;
    }
    left[cell] = false;
    int column = cell % side;
    return 1
        + (cell >= side ? reached(left, cell - side, side) : 0)
        + (cell + side < left.length ? reached(left, cell + side, side) : 0)
        + (column > 0 ? reached(left, cell - 1, side) : 0)
        + (column < side - 1 ? reached(left, cell + 1, side) : 0);
  }

  /**
   * Counts by trying each symbol in the blank cell with the fewest candidates, without deduction.
   */
  private static int plainCount(ConstraintBoard board, int[] digits, int limit) {
    int best = -1;
    List<Integer> fewest = List.of();
    for (int cell = 0; cell < digits.length; cell++) {
      if (digits[cell] == 0) {
        List<Integer> open = open(board, digits, cell);
        if (best < 0 || open.size() < fewest.size()) {
          best = cell;
          fewest = open;
        }
      }
    }
    if (best < 0) {
      return 1;
    }
    int found = 0;
    for (int digit : fewest) {
      if (found < limit) {
        digits[best] = digit;
        found += plainCount(board, digits, limit - found);
      }
    }
    digits[best] = 0;
    return found;
  }

  private static List<Integer> open(ConstraintBoard board, int[] digits, int cell) {
    boolean[] seen = new boolean[board.side() + 1];
    for (Group group : board.groups()) {
      if (group.cells().contains(cell)) {
        group.cells().forEach(each -> seen[digits[each]] = true);
      }
    }
    return IntStream.rangeClosed(1, board.side()).filter(digit -> !seen[digit]).boxed().toList();
  }
}
