package dev.trm.puzzles;

/**
 * How the cells of a puzzle depend on each other, for a network with {@code mixer: relations} or
 * {@code neighbours}, which is given this with the puzzle. Such a network has tokens of its own: 0
 * for padding, 1 for a cell whose symbol it is asked for, and 2 to {@code vocabulary() − 1} for the
 * symbols.
 */
public interface Relations {

  /** The number of cells; they are counted from 0, row by row. */
  int cells();

  /** The number of the network's tokens. */
  int vocabulary();

  /**
   * A question as the network is given it.
   *
   * @param tokens of the puzzle's kind, (cells)
   */
  default int[] question(int[] tokens) {
    return tokens;
  }

  /**
   * The right answer as the network learns it.
   *
   * @param tokens of the puzzle's kind, (cells)
   */
  default int[] answer(int[] tokens) {
    return tokens;
  }

  /**
   * What the network answered, in tokens of the puzzle's kind.
   *
   * @param question in tokens of the puzzle's kind, (cells)
   * @param answer in the network's tokens, (cells)
   */
  default int[] read(int[] question, int[] answer) {
    return answer;
  }
}
