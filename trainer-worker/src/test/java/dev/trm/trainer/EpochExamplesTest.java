package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.model.train.TrainingExample;
import dev.trm.puzzles.grid.Grid;
import dev.trm.puzzles.grid.GridLayout;
import dev.trm.puzzles.grid.GridPair;
import dev.trm.puzzles.grid.GridPairExamples;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import dev.trm.puzzles.sudoku.SudokuCanonicalForm;
import dev.trm.puzzles.sudoku.SudokuExamples;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuGrid;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EpochExamplesTest {
  private final SudokuGenerator generator = new SudokuGenerator(SudokuSize.NINE, 3);
  private final List<RatedPuzzle> puzzles = Stream.generate(generator::minimal).limit(20).toList();

  @Test
  void everyEpochShowsEachPuzzleOnceInAnotherShape() {
    EpochExamples source = new EpochExamples(new SudokuExamples(puzzles), 7);

    List<String> first = epoch(source);
    List<String> second = epoch(source);

    List<String> forms =
        puzzles.stream().map(p -> SudokuCanonicalForm.of(p.puzzle(), p.solution())).toList();
    assertThat(forms(first)).containsExactlyInAnyOrderElementsOf(forms);
    assertThat(forms(second)).containsExactlyInAnyOrderElementsOf(forms);
    assertThat(forms(second)).isNotEqualTo(forms(first));
    assertThat(first).doesNotContainAnyElementsOf(second);
  }

  @Test
  void aRestoredSourceGoesOnWhereItWas() {
    EpochExamples source = new EpochExamples(new SudokuExamples(puzzles), 7);
    for (int i = 0; i < 33; i++) {
      source.next(0);
    }
    long[] state = source.state();
    List<String> expected = epoch(source);

    EpochExamples other = new EpochExamples(new SudokuExamples(puzzles), 7);
    other.restore(state);

    assertThat(epoch(other)).isEqualTo(expected);
  }

  @Test
  void paddingIsNotLearnt() {
    GridLayout layout = new GridLayout(2, 2, 3, true);
    GridPair pair = new GridPair(Grid.of(1, 1, 2), Grid.of(1, 1, 0), "");
    EpochExamples source = new EpochExamples(new GridPairExamples(List.of(pair), layout), 1);

    TrainingExample example = source.next(0);

    assertThat(example.question()).containsExactly(4, 1, 1, 0);
    assertThat(example.answer()).containsExactly(2, 1, 1, -100);
    assertThat(example.puzzleId()).isZero();
  }

  /** Draws as many examples as there are puzzles. */
  private List<String> epoch(EpochExamples source) {
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < puzzles.size(); i++) {
      TrainingExample example = source.next(0);
      seen.add(grid(example.question()) + " " + grid(example.answer()));
    }
    return seen;
  }

  private static List<String> forms(List<String> examples) {
    return examples.stream()
        .map(
            example -> {
              String[] parts = example.split(" ");
              return SudokuCanonicalForm.of(grid(parts[0]), grid(parts[1]));
            })
        .toList();
  }

  private static SudokuGrid grid(int[] tokens) {
    return SudokuGrid.of(Arrays.stream(tokens).map(token -> token - 1).toArray());
  }

  private static SudokuGrid grid(String text) {
    return SudokuGrid.of(text.chars().map(c -> c == '.' ? 0 : c - '0').toArray());
  }
}
