package dev.trm.puzzles;

import dev.trm.puzzles.sudoku.SudokuPuzzle;

/** A parsed puzzle, whatever its kind, as the job system sees it. */
public interface Puzzle {

  /** As in requests, {@code sudoku}. */
  String kind();

  /** The size as people say it, {@code 9x9}. */
  String shape();

  /** The model that solves this kind and size, {@code sudoku-9x9}. */
  default String defaultModel() {
    return kind() + "-" + shape();
  }

  /** The number of different tokens, the padding included. */
  int vocabulary();

  /** The number of cells. */
  int sequenceLength();

  /** The question as tokens, (sequenceLength), a fresh copy. */
  int[] tokens();

  /** The canonical text form of the question. */
  String grid();

  /**
   * Reads a model's answer and checks it by the rules.
   *
   * @param answerTokens (sequenceLength)
   */
  Draft draft(int[] answerTokens);

  /**
   * Parses a puzzle of a kind named in a request.
   *
   * @throws PuzzleFormatException if the kind is unknown or the grid is wrong
   */
  static Puzzle parse(String kind, String grid) {
    if (kind.equals(SudokuPuzzle.KIND)) {
      return SudokuPuzzle.parse(grid);
    }
    throw new PuzzleFormatException("/kind", kind, "kind is '" + kind + "'; known is sudoku");
  }
}
