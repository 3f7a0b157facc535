package dev.trm.trainer;

import dev.trm.puzzles.ExampleSet;
import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.grid.GridLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a training learns from and is judged by.
 *
 * @param kind of all puzzles
 * @param shape of all puzzles, width first, {@code 10x10}
 * @param vocabulary the number of different tokens
 * @param sequenceLength the number of cells
 * @param puzzleIds rows that the puzzle embedding needs
 * @param layout of the grids; null for kinds that leave no choice
 * @param heldOut to judge by, at least one
 * @param sha256 names all of it, hexadecimal
 */
record TrainingData(
    PuzzleKind kind,
    String shape,
    int vocabulary,
    int sequenceLength,
    int puzzleIds,
    @Nullable GridLayout layout,
    ExampleSet examples,
    List<HeldOutPuzzle> heldOut,
    String sha256) {

  TrainingData {
    heldOut = List.copyOf(heldOut);
    if (heldOut.isEmpty()) {
      throw new IllegalArgumentException("dataset: there is no puzzle to judge by");
    }
  }
}
