package dev.trm.puzzles.sudoku;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A canonical form of Sudokus: equal for puzzles that become each other by transposing (if boxes
 * are square), by reordering bands, rows within them, stacks and columns within them, and by
 * renaming digits. Puzzles with a unique solution are equivalent if, and only if, their forms are
 * equal.
 *
 * <p>Two rows of the solution in one band define a permutation of the columns: each column maps to
 * the one where the upper row has the digit that the lower row has in the first. Following its
 * cycles orders the columns; the upper row's order then names the digits, and the first column
 * orders the rows. All pairs of rows whose cycles leave the fewest choices are tried with all their
 * choices; the smallest of the texts is the form.
 */
public final class SudokuCanonicalForm {

  private final SudokuSize size;
  private final List<byte[]> texts = new ArrayList<>();

  private SudokuCanonicalForm(SudokuSize size) {
    this.size = size;
  }

  /**
   * @param solution the puzzle's unique solution
   */
  public static String of(SudokuGrid puzzle, SudokuGrid solution) {
    SudokuSize size = puzzle.size();
    List<RowPair> pairs = new ArrayList<>(RowPair.of(Side.of(puzzle, solution, false)));
    if (size.boxHeight() == size.boxWidth()) {
      pairs.addAll(RowPair.of(Side.of(puzzle, solution, true)));
    }
    RowPair easiest = Collections.min(pairs);
    SudokuCanonicalForm form = new SudokuCanonicalForm(size);
    for (RowPair pair : pairs) {
      if (pair.compareTo(easiest) == 0) {
        form.orderColumns(pair, new int[size.side()], 0, new boolean[size.side()]);
      }
    }
    byte[] least = Collections.min(form.texts, Arrays::compare);
    return new String(least, StandardCharsets.ISO_8859_1);
  }

  /**
   * Tries as the next start each column that is not placed yet and is in a cycle of the smallest
   * remaining length.
   */
  private void orderColumns(RowPair pair, int[] order, int placed, boolean[] used) {
    if (placed == order.length) {
      texts.add(text(pair, order));
      return;
    }
    int length = Integer.MAX_VALUE;
    for (int column = 0; column < order.length; column++) {
      length = used[column] ? length : Math.min(length, pair.cycleLength[column]);
    }
    for (int start = 0; start < order.length; start++) {
      if (!used[start] && pair.cycleLength[start] == length) {
        int column = start;
        for (int i = 0; i < length; i++) {
          order[placed + i] = column;
          used[column] = true;
          column = pair.next[column];
        }
        orderColumns(pair, order, placed + length, used);
        for (int i = 0; i < length; i++) {
          used[pair.next[column]] = false;
          column = pair.next[column];
        }
      }
    }
  }

  /** Bands, stacks, then the cells row by row: each digit by its new name, marked if given. */
  private byte[] text(RowPair pair, int[] order) {
    int side = size.side();
    Side grid = pair.grid;
    int[] name = new int[side];
    for (int i = 0; i < side; i++) {
      name[grid.digits[pair.upper][order[i]]] = i;
    }
    int[] rows = new int[side];
    for (int row = 0; row < side; row++) {
      rows[name[grid.digits[row][order[0]]]] = row;
    }
    byte[] text = new byte[2 * side + side * side];
    groups(rows, size.boxHeight(), text, 0);
    groups(order, size.boxWidth(), text, side);
    int at = 2 * side;
    for (int row : rows) {
      for (int column : order) {
        int cell = 'A' + name[grid.digits[row][column]];
        text[at++] = (byte) (grid.given[row][column] ? cell + 32 : cell);
      }
    }
    return text;
  }

  /** Which lines form a band or stack, numbered in the order of their first member. */
  private static void groups(int[] lines, int width, byte[] text, int at) {
    int[] number = new int[lines.length];
    int numbered = 0;
    for (int i = 0; i < lines.length; i++) {
      int group = lines[i] / width;
      if (number[group] == 0) {
        number[group] = ++numbered;
      }
      text[at + i] = (byte) ('0' + number[group]);
    }
  }

  /** A solution's digits from 0 and which are given, either unchanged or transposed. */
  @SuppressWarnings("ArrayRecordComponent") // local working data, never compared
  private record Side(SudokuSize size, int[][] digits, boolean[][] given) {

    static Side of(SudokuGrid puzzle, SudokuGrid solution, boolean turned) {
      SudokuSize size = puzzle.size();
      int[][] digits = new int[size.side()][size.side()];
      boolean[][] given = new boolean[size.side()][size.side()];
      for (int cell = 0; cell < size.cells(); cell++) {
        int row = turned ? size.column(cell) : size.row(cell);
        int column = turned ? size.row(cell) : size.column(cell);
        digits[row][column] = solution.digit(cell) - 1;
        given[row][column] = puzzle.digit(cell) != 0;
      }
      return new Side(size, digits, given);
    }
  }

  /** Two rows of a band, ordered by the number of column orders that their cycles leave. */
  private static final class RowPair implements Comparable<RowPair> {
    private final Side grid;
    private final int upper;
    private final int[] next;
    private final int[] cycleLength; // the length of each column's cycle
    private final long choices;
    private final int[] cycleLengths; // sorted

    private RowPair(Side grid, int upper, int lower) {
      this.grid = grid;
      this.upper = upper;
      int side = grid.size().side();
      int[] columnOf = new int[side];
      for (int column = 0; column < side; column++) {
        columnOf[grid.digits()[upper][column]] = column;
      }
      next = new int[side];
      Arrays.setAll(next, column -> columnOf[grid.digits()[lower][column]]);
      cycleLength = new int[side];
      int[] cyclesOfLength = new int[side + 1];
      long ways = 1;
      for (int start = 0; start < side; start++) {
        if (cycleLength[start] == 0) {
          int length = 0;
          for (int column = start; length == 0 || column != start; column = next[column]) {
            length++;
          }
          for (int i = 0, column = start; i < length; i++, column = next[column]) {
            cycleLength[column] = length;
          }
          ways *= (long) length * ++cyclesOfLength[length];
        }
      }
      choices = ways;
      cycleLengths = cycleLength.clone();
      Arrays.sort(cycleLengths);
    }

    static List<RowPair> of(Side grid) {
      int height = grid.size().boxHeight();
      List<RowPair> pairs = new ArrayList<>();
      for (int upper = 0; upper < grid.size().side(); upper++) {
        for (int lower = upper / height * height;
            lower < upper / height * height + height;
            lower++) {
          if (lower != upper) {
            pairs.add(new RowPair(grid, upper, lower));
          }
        }
      }
      return pairs;
    }

    @Override
    public int compareTo(RowPair other) {
      int fewer = Long.compare(choices, other.choices);
      return fewer != 0 ? fewer : Arrays.compare(cycleLengths, other.cycleLengths);
    }
  }
}
