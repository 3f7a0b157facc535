package dev.trm.puzzles;

import static dev.trm.puzzles.JsonTexts.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.trm.puzzles.constraints.ConstraintsGenerator;
import dev.trm.puzzles.constraints.RatedConstraints;
import dev.trm.puzzles.constraints.Variant;
import dev.trm.puzzles.maze.MazeGenerator;
import dev.trm.puzzles.maze.MazeShape;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VariationTest {

  @ParameterizedTest
  @EnumSource(SudokuSize.class)
  void variantsOfASudokuAreSudokus(SudokuSize size) {
    RatedPuzzle made = new SudokuGenerator(size, 4).withGivens(size.cells() / 2);
    Puzzle puzzle = Puzzle.parse("sudoku", TextNode.valueOf(made.puzzle().toString()));

    Set<String> seen = requireEquivalents(puzzle, made.answerTokens(), 20);

    assertThat(seen).hasSize(20);
    assertThat(String.join("\n", seen).contains("transposed")).isEqualTo(size.side() != 6);
  }

  @ParameterizedTest
  @EnumSource(Variant.class)
  void variantsKeepTheGroupsOfTheirBoard(Variant variant) {
    RatedConstraints made = new ConstraintsGenerator(variant, 9, 4).withGivens(40);
    Puzzle puzzle = Puzzle.parse("constraints", made.board().json(made.puzzle()));

    Set<String> seen = requireEquivalents(puzzle, made.answerTokens(), 20);

    assertThat(seen).hasSize(20).allMatch(words -> words.contains("symbols "));
    boolean moved =
        seen.stream().anyMatch(words -> words.contains("rows ") || words.contains("turned"));
    // Random regions have no symmetry except the identity.
    assertThat(moved).isEqualTo(variant != Variant.JIGSAW);
  }

  @ParameterizedTest
  @CsvSource({"10, 10, 7", "12, 7, 3"})
  void everySymmetryOfAMazeIsTriedOnce(int width, int height, int others) {
    var maze = new MazeGenerator(new MazeShape(width, height, true, 5), 3).next().orElseThrow();
    Puzzle puzzle = Puzzle.parse("maze", maze.grid(maze.questionTokens()));

    assertThat(requireEquivalents(puzzle, maze.answerTokens(), others)).hasSize(others);
    assertThat(puzzle.variation(9, others + 1)).isEmpty();
  }

  @Test
  void kindsWithoutRulesHaveNone() {
    assertThat(Puzzle.parse("grid", json("[[0, 1]]")).variation(1, 1)).isEmpty();
    assertThat(Puzzle.parse("arc", json("[[0, 1]]")).variation(1, 1)).isEmpty();
  }

  @Test
  void equalSeedsGiveEqualVariations() {
    Puzzle puzzle = Puzzle.parse("sudoku", TextNode.valueOf("1.3.34122.4.43.."));
    String first = puzzle.variation(7, 2).orElseThrow().description();

    assertThat(puzzle.variation(7, 2).orElseThrow()).hasToString(first);
    assertThat(puzzle.variation(8, 2).orElseThrow().description()).isNotEqualTo(first);
    assertThat(puzzle.variation(7, 3).orElseThrow().description()).isNotEqualTo(first);
  }

  @Test
  void valuesOfCellsGoBackToTheirCells() {
    // By hand: cell 0 of the variant is cell 2 of the puzzle; tokens 1 and 2 are exchanged.
    Variation variation = Variation.of(new int[] {2, 0, 1}, new int[] {0, 2, 1}, "by hand");

    assertThat(variation.apply(new int[] {0, 1, 2})).containsExactly(1, 0, 2);
    assertThat(variation.undo(new int[] {1, 0, 2})).containsExactly(0, 1, 2);
    assertThat(variation.undo(new float[] {0.3f, 0.1f, 0.2f})).containsExactly(0.1f, 0.2f, 0.3f);
    assertThat(variation.source(0)).isEqualTo(2);
  }

  @Test
  void whatIsNoPermutationIsRefused() {
    assertThatThrownBy(() -> Variation.of(new int[] {0, 0}, new int[] {0, 1}, ""))
        .hasMessage("sources has 0 at 1; it must be a permutation");
    assertThatThrownBy(() -> Variation.of(new int[] {0}, new int[] {1, 0}, ""))
        .hasMessage("renamed has another token for the padding");
  }

  /** Solves each variant by the transformed answer and maps it back; returns the descriptions. */
  private static Set<String> requireEquivalents(Puzzle puzzle, int[] answer, int attempts) {
    Set<String> seen = new HashSet<>();
    for (int attempt = 1; attempt <= attempts; attempt++) {
      Variation variation = puzzle.variation(9, attempt).orElseThrow();
      int[] tokens = variation.apply(puzzle.tokens());
      int[] varied = variation.apply(answer);

      assertThat(tokens).isNotEqualTo(puzzle.tokens());
      assertThat(variation.undo(tokens)).isEqualTo(puzzle.tokens());
      assertThat(variation.undo(varied)).isEqualTo(answer);
      Puzzle equivalent = Puzzle.parse(puzzle.kind().wire(), puzzle.draft(tokens).grid());
      assertThat(equivalent.draft(varied).solved()).isTrue();
      puzzle
          .relations()
          .filter(AllDifferent.class::isInstance)
          .ifPresent(relations -> requireKept((AllDifferent) relations, variation));
      seen.add(variation.description());
    }
    return seen;
  }

  private static void requireKept(AllDifferent relations, Variation variation) {
    Set<Set<Integer>> groups = new HashSet<>();
    for (List<List<Integer>> part :
        List.of(relations.rows(), relations.columns(), relations.regions())) {
      part.forEach(group -> groups.add(Set.copyOf(group)));
    }
    int[] moved = IntStream.range(0, relations.cells()).map(variation::source).toArray();
    for (Set<Integer> group : groups) {
      assertThat(groups)
          .contains(
              Arrays.stream(group.stream().mapToInt(cell -> moved[cell]).toArray())
                  .boxed()
                  .collect(Collectors.toSet()));
    }
  }
}
