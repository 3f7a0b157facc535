package dev.trm.puzzles;

/**
 * The dependencies between the cells of a puzzle, which a network with {@code mixer: relations} or
 * {@code neighbours} takes as input. Such a network has its own tokens: 0 for padding, 1 for a
 * blank cell, and 2 to {@code vocabulary() − 1} for the symbols.
 */
public interface Relations {

  /** The number of cells, which are counted from 0, row by row. */
  int cells();

  /** The number of the network's tokens. */
  int vocabulary();

  /**
   * Converts a question to the network's tokens.
   *
   * @param tokens of the puzzle's kind, (cells)
   */
  default int[] question(int[] tokens) {
    return tokens;
  }

  /**
   * Converts the correct answer to the network's tokens.
   *
   * @param tokens of the puzzle's kind, (cells)
   */
  default int[] answer(int[] tokens) {
    return tokens;
  }

  /**
   * Converts the network's answer to tokens of the puzzle's kind.
   *
   * @param question in tokens of the puzzle's kind, (cells)
   * @param answer in the network's tokens, (cells)
   */
  default int[] read(int[] question, int[] answer) {
    return answer;
  }
}
