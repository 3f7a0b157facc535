package dev.trm.puzzles.sudoku;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SudokuSetTest {

  @Test
  void noHeldOutPuzzleIsEquivalentToAnyOther() {
    SudokuSet set = SudokuSet.generate(recipe(SudokuSize.FOUR, 3000, 300, 3));

    Set<String> heldOut = forms(set.heldOut());
    assertThat(set.heldOut()).hasSize(300);
    assertThat(heldOut).hasSize(300);
    Set<String> both = new HashSet<>(forms(set.training()));
    assertThat(both).isNotEmpty();
    both.retainAll(heldOut);
    assertThat(both).isEmpty();
    // Of 4×4 puzzles there are so few that some training puzzles must have been left out.
    assertThat(set.training()).hasSizeBetween(1000, 2999);
  }

  @Test
  void equalRecipesGiveEqualSets() {
    SudokuSet first = SudokuSet.generate(recipe(SudokuSize.NINE, 700, 20, 1));

    assertThat(SudokuSet.generate(recipe(SudokuSize.NINE, 700, 20, 1))).isEqualTo(first);
    assertThat(first.sha256())
        .isEqualTo(SudokuSet.generate(recipe(SudokuSize.NINE, 700, 20, 1)).sha256())
        .isNotEqualTo(SudokuSet.generate(recipe(SudokuSize.NINE, 700, 20, 2)).sha256());
  }

  @Test
  void aSizeWithFewerClassesGivesFewerHeldOutPuzzles() {
    SudokuSet.Recipe recipe = new SudokuSet.Recipe(SudokuSize.FOUR, 10, 100, 0, 15, 15, 1);

    SudokuSet set = SudokuSet.generate(recipe);

    assertThat(set.heldOut()).hasSizeLessThan(100);
    assertThat(set.training()).isEmpty();
  }

  @Test
  void aWrongRecipeIsNamed() {
    assertThatThrownBy(() -> new SudokuSet.Recipe(SudokuSize.FOUR, 10, 10, 2, 5, 9, 1))
        .hasMessageContaining("minimalShare is 2.0");
    assertThatThrownBy(() -> new SudokuSet.Recipe(SudokuSize.FOUR, 10, 10, 1, 9, 5, 1))
        .hasMessageContaining("fewestGivens is 9");
  }

  private static SudokuSet.Recipe recipe(SudokuSize size, int training, int heldOut, long seed) {
    int cells = size.cells();
    return new SudokuSet.Recipe(size, training, heldOut, 0.5, cells * 3 / 10, cells * 8 / 10, seed);
  }

  private static Set<String> forms(List<RatedPuzzle> puzzles) {
    return puzzles.stream()
        .map(puzzle -> SudokuCanonicalForm.of(puzzle.puzzle(), puzzle.solution()))
        .collect(Collectors.toSet());
  }
}
