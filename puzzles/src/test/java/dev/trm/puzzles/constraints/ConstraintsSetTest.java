package dev.trm.puzzles.constraints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.puzzles.Example;
import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.grid.Dihedral;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConstraintsSetTest {

  @Test
  void noHeldOutPuzzleIsEquivalentToAnyOther() {
    ConstraintsSet set = ConstraintsSet.generate(recipe(Variant.X_SUDOKU, 4, 500, 20, 1));

    Set<String> heldOut = forms(set.heldOut());
    assertThat(set.heldOut()).hasSize(20);
    assertThat(heldOut).hasSize(20);
    Set<String> both = new HashSet<>(forms(set.training()));
    both.retainAll(heldOut);
    assertThat(both).isEmpty();
  }

  @Test
  void equalRecipesGiveEqualSets() {
    String sha256 = ConstraintsSet.generate(recipe(Variant.JIGSAW, 6, 30, 5, 1)).sha256();

    assertThat(ConstraintsSet.generate(recipe(Variant.JIGSAW, 6, 30, 5, 1)).sha256())
        .isEqualTo(sha256);
    assertThat(ConstraintsSet.generate(recipe(Variant.JIGSAW, 6, 30, 5, 2)).sha256())
        .isNotEqualTo(sha256);
  }

  @ParameterizedTest
  @EnumSource(Variant.class)
  void examplesAreSolvedPuzzlesOfTheirRelations(Variant variant) {
    ConstraintsSet set = ConstraintsSet.generate(recipe(variant, 4, 5, 2, 1));
    ConstraintsExamples examples = new ConstraintsExamples(set.training());
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < examples.size(); i++) {
      ConstraintBoard board = set.training().get(i).board();

      Example example = examples.draw(i, random);

      Puzzle puzzle = Puzzle.parse("constraints", board.json(board.digits(example.question())));
      assertThat(puzzle.draft(example.answer()).solved()).isTrue();
      assertThat(example.relations()).isEqualTo(board.relations());
    }
  }

  @Test
  void formStaysUnderTurnsFlipsAndNewNames() {
    RatedConstraints puzzle = new ConstraintsGenerator(Variant.JIGSAW, 7, 2).minimal();
    Set<String> forms =
        Arrays.stream(Dihedral.values())
            .map(how -> changed(puzzle, how, digit -> digit == 0 ? 0 : 8 - digit).form())
            .collect(Collectors.toSet());

    assertThat(forms).containsExactly(puzzle.form());
    assertThat(new ConstraintsGenerator(Variant.JIGSAW, 7, 3).minimal().form())
        .isNotEqualTo(puzzle.form());
  }

  private static RatedConstraints changed(
      RatedConstraints puzzle, Dihedral how, IntUnaryOperator renamed) {
    int[] labels = how.apply(puzzle.board().regions().chars().toArray(), 7, 7);
    String regions = new String(labels, 0, labels.length);
    return new RatedConstraints(
        ConstraintBoard.of(7, puzzle.board().rules(), regions),
        Arrays.stream(how.apply(puzzle.puzzle(), 7, 7)).map(renamed).toArray(),
        Arrays.stream(how.apply(puzzle.solution(), 7, 7)).map(renamed).toArray(),
        puzzle.backtracks());
  }

  private static Set<String> forms(List<RatedConstraints> puzzles) {
    return puzzles.stream().map(RatedConstraints::form).collect(Collectors.toSet());
  }

  private static ConstraintsSet.Recipe recipe(
      Variant variant, int side, int training, int heldOut, long seed) {
    return new ConstraintsSet.Recipe(
        variant, side, training, heldOut, 0.5, side * side / 3, side * side / 2, seed);
  }
}
