package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EvaluationSetTest {
  @Test
  void fewerPuzzlesAreSharedOutAndEachSetKeepsOne() {
    SudokuGenerator generator = new SudokuGenerator(SudokuSize.FOUR, 1);
    List<HeldOutPuzzle> puzzles =
        Stream.generate(generator::minimal).limit(30).map(HeldOutPuzzle.class::cast).toList();
    List<EvaluationSet> sets =
        List.of(
            new EvaluationSet("many", 8, PuzzleKind.SUDOKU, puzzles),
            new EvaluationSet("few", 1.9, PuzzleKind.SUDOKU, puzzles.subList(0, 3)),
            new EvaluationSet("rare", 0.1, PuzzleKind.SUDOKU, puzzles));

    List<EvaluationSet> limited = EvaluationSet.limited(sets, 20);

    assertThat(limited).extracting(set -> set.puzzles().size()).containsExactly(16, 3, 1);
    assertThat(limited.get(0).puzzles()).isEqualTo(puzzles.subList(0, 16));
    assertThat(EvaluationSet.count(limited)).isEqualTo(20);
  }
}
