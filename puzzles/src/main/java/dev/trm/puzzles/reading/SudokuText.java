package dev.trm.puzzles.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.sudoku.SudokuGrid;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Converts cells to grids. In a 16×16 grid a written 0 is a blank if there is a G, or if it occurs
 * more than once in a row, column or box; it is the first symbol, and F the last, if blanks are
 * written otherwise or there are none.
 */
final class SudokuText {
  private static final int SIXTEEN = 256;
  private static final int LAST = 16;

  private SudokuText() {}

  /** The cells have two possible readings; the message names both. */
  static final class AmbiguousException extends Exception {
    private static final long serialVersionUID = 1L;

    AmbiguousException() {
      super(
          "0 can be a blank or the first of the symbols 0 to F; write blanks as '.', or the symbols"
              + " as 1 to G");
    }
  }

  /**
   * @param answer cells of the solution; null if there is none
   */
  static FoundPuzzle puzzle(int line, int[] question, int @Nullable [] answer)
      throws AmbiguousException {
    IntUnaryOperator value = zeroIsSymbol(question, answer) ? SudokuText::next : SudokuText::same;
    return new FoundPuzzle(
        line,
        PuzzleKind.SUDOKU.wire(),
        grid(question, value),
        answer == null ? null : grid(answer, value));
  }

  private static JsonNode grid(int[] cells, IntUnaryOperator value) {
    return TextNode.valueOf(SudokuGrid.of(Arrays.stream(cells).map(value).toArray()).toString());
  }

  /** The reading in which 0 is the first symbol. */
  private static int next(int cell) {
    return cell == SudokuLine.BLANK ? 0 : Math.max(cell, 0) + 1;
  }

  /** The reading in which 0 is a blank. */
  private static int same(int cell) {
    return Math.max(cell, 0);
  }

  private static boolean zeroIsSymbol(int[] question, int @Nullable [] answer)
      throws AmbiguousException {
    if (question.length != SIXTEEN
        || has(question, LAST)
        || (answer != null && has(answer, LAST))) {
      return false;
    }
    if (answer != null && has(answer, SudokuLine.ZERO)) {
      return true;
    }
    if (!has(question, SudokuLine.ZERO) || repeats(question)) {
      return false;
    }
    if (has(question, SudokuLine.BLANK)) {
      return true;
    }
    throw new AmbiguousException();
  }

  private static boolean has(int[] cells, int value) {
    return Arrays.stream(cells).anyMatch(cell -> cell == value);
  }

  /** Whether a 0 occurs twice in a row, column or box. */
  private static boolean repeats(int[] cells) {
    int[] zeros =
        IntStream.range(0, cells.length).filter(i -> cells[i] == SudokuLine.ZERO).toArray();
    return Arrays.stream(zeros).map(i -> i / 16).distinct().count() < zeros.length
        || Arrays.stream(zeros).map(i -> i % 16).distinct().count() < zeros.length
        || Arrays.stream(zeros).map(i -> i / 64 * 4 + i % 16 / 4).distinct().count() < zeros.length;
  }
}
