package dev.trm.puzzles.sudoku;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SudokuCanonicalFormTest {

  @ParameterizedTest
  @EnumSource(SudokuSize.class)
  void equivalentPuzzlesHaveOneForm(SudokuSize size) {
    SudokuGenerator generator = new SudokuGenerator(size, 5);
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 5; i++) {
      RatedPuzzle rated = generator.minimal();
      String form = SudokuCanonicalForm.of(rated.puzzle(), rated.solution());
      for (int change = 0; change < 20; change++) {
        SudokuAugmentation augmentation = SudokuAugmentation.random(size, random);
        assertThat(
                SudokuCanonicalForm.of(
                    augmentation.apply(rated.puzzle()), augmentation.apply(rated.solution())))
            .isEqualTo(form);
      }
    }
  }

  /**
   * Known: the 288 grids of 4×4 fall into 2 classes, the 28,200,960 of 6×6 (without transposing)
   * into 49.
   */
  @Test
  void fullGridsFallIntoTheKnownNumberOfClasses() {
    assertThat(classesOfFullGrids(SudokuSize.FOUR, 200)).isEqualTo(2);
    assertThat(classesOfFullGrids(SudokuSize.SIX, 5000)).isEqualTo(49);
  }

  @Test
  void takingAwayAGivenChangesTheForm() {
    RatedPuzzle rated = new SudokuGenerator(SudokuSize.NINE, 7).withGivens(40);
    Set<String> forms = new HashSet<>();
    forms.add(SudokuCanonicalForm.of(rated.puzzle(), rated.solution()));
    int[] digits = rated.puzzle().digits();
    for (int cell = 0; cell < digits.length; cell++) {
      if (digits[cell] != 0) {
        int[] fewer = digits.clone();
        fewer[cell] = 0;
        forms.add(SudokuCanonicalForm.of(SudokuGrid.of(fewer), rated.solution()));
      }
    }
    assertThat(forms).hasSize(41);
  }

  private static int classesOfFullGrids(SudokuSize size, int tries) {
    SudokuGenerator generator = new SudokuGenerator(size, 8);
    Set<String> forms = new HashSet<>();
    for (int i = 0; i < tries; i++) {
      SudokuGrid full = generator.withGivens(size.cells()).solution();
      forms.add(SudokuCanonicalForm.of(full, full));
    }
    return forms.size();
  }
}
