package dev.trm.puzzles.sudoku;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
    // There are so few 4×4 puzzles that some training puzzles must have been replaced.
    assertThat(set.training()).hasSize(3000);
  }

  @Test
  void equalRecipesGiveEqualSets() {
    SudokuSet first = SudokuSet.generate(recipe(SudokuSize.NINE, 700, 20, 1));

    assertThat(SudokuSet.generate(recipe(SudokuSize.NINE, 700, 20, 1))).isEqualTo(first);
    assertThat(first.sha256())
        .isEqualTo(SudokuSet.generate(recipe(SudokuSize.NINE, 700, 20, 1)).sha256())
        .isNotEqualTo(SudokuSet.generate(recipe(SudokuSize.NINE, 700, 20, 2)).sha256());
  }

  /** Generating 2,000,000 puzzles takes half an hour. */
  @Test
  @Timeout(60)
  void puzzlesToTrainOnAreMadeWhenTheyAreReadAndInAnyOrder() {
    SudokuSet one = SudokuSet.generate(recipe(SudokuSize.NINE, 2_000_000, 20, 1));
    SudokuSet other = SudokuSet.generate(recipe(SudokuSize.NINE, 2_000_000, 20, 1));

    RatedPuzzle last = one.training().get(1_999_999);
    RatedPuzzle inTheMiddle = one.training().get(7);

    assertThat(other.training().get(7)).isEqualTo(inTheMiddle).isNotEqualTo(last);
    assertThat(other.training().get(1_999_999)).isEqualTo(last);
    assertThat(one.training().get(7)).isSameAs(inTheMiddle);
  }

  @Test
  void aSizeWithFewerClassesGivesFewerHeldOutPuzzles() {
    SudokuSet.Recipe recipe = new SudokuSet.Recipe(SudokuSize.FOUR, 10, 100, 0, 15, 15, 1);

    SudokuSet set = SudokuSet.generate(recipe);

    assertThat(set.heldOut()).hasSizeLessThan(100);
    assertThat(set.training()).isEmpty();
  }

  @Test
  void ratingsOfABandAreLeftAlone() {
    SudokuSet.Recipe recipe =
        new SudokuSet.Recipe(SudokuSize.NINE, 30, 10, 1, 24, 64, new RatingBand(1, 5), 2);

    SudokuSet set = SudokuSet.generate(recipe);

    assertThat(set.training()).hasSize(30);
    assertThat(set.heldOut()).hasSize(10);
    assertThat(set.training()).allMatch(puzzle -> puzzle.backtracks() >= 1);
    assertThat(set.training()).allMatch(puzzle -> puzzle.backtracks() <= 5);
    assertThat(set.heldOut()).allMatch(puzzle -> puzzle.backtracks() >= 1);
    assertThat(set.training()).extracting(RatedPuzzle::backtracks).contains(1).contains(5);
    assertThat(SudokuSet.generate(recipe)).isEqualTo(set);
  }

  /** Singles alone solve every 4×4 puzzle. */
  @Test
  void ratingThatDoesNotOccurGivesNoPuzzles() {
    SudokuSet set =
        SudokuSet.generate(
            new SudokuSet.Recipe(SudokuSize.FOUR, 10, 1, 1, 4, 12, new RatingBand(50, 60), 2));

    assertThat(set.training()).isEmpty();
    assertThat(set.heldOut()).isEmpty();
  }

  @Test
  void aWrongBandIsNamed() {
    assertThatThrownBy(() -> new RatingBand(-1, 3))
        .hasMessage("least is -1; it must be at least 0");
    assertThatThrownBy(() -> new RatingBand(4, 3)).hasMessage("least is 4; most is less, 3");
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
