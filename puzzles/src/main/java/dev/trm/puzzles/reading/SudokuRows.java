package dev.trm.puzzles.reading;

import dev.trm.puzzles.sudoku.SudokuSize;
import dev.trm.puzzles.upload.BadRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Collects rows of 4, 6 or 9 cells until they form a square. A blank line ends a grid unless blank
 * lines separate all of its bands. Not thread-safe.
 */
final class SudokuRows {
  private static final Set<Integer> SIDES = Set.of(4, 6, 9);

  private final PuzzleSink sink;
  private final List<Row> rows = new ArrayList<>();
  private SortedSet<Integer> widths = new TreeSet<>(SIDES);

  /** The row at which the current band begins; 0 before the first blank line within the grid. */
  private int band;

  /**
   * @param cells null if the row is invalid
   * @param wrong the reason
   */
  private record Row(int line, @Nullable SudokuLine cells, String wrong) {}

  SudokuRows(PuzzleSink sink) {
    this.sink = sink;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Whether a line can be a row of a grid. */
  static boolean takes(SudokuLine line) {
    return line.readings().keySet().stream().anyMatch(SIDES::contains);
  }

  void add(int line, SudokuLine cells) throws IOException {
    if (complete()) { // the previous band belongs to the next grid
      split();
    }
    SortedSet<Integer> common = new TreeSet<>(widths);
    common.retainAll(cells.readings().keySet());
    if (common.isEmpty()) {
      wrong(
          line,
          "the row has "
              + cells.readings().keySet().iterator().next()
              + " cells; its grid has rows of "
              + widths.first());
      return;
    }
    widths = common;
    append(new Row(line, cells, ""));
  }

  /** Marks the grid of an invalid row as invalid, but not the following grids. */
  void wrong(int line, String reason) throws IOException {
    if (complete()) {
      split();
    }
    append(new Row(line, null, reason));
  }

  private void append(Row row) throws IOException {
    rows.add(row);
    if (band > 0 && rows.size() - band > boxHeight()) { // a whole grid, not a band
      split();
    }
    if (band == 0 && complete() && (widths.size() == 1 || rows.size() == widths.last())) {
      flush();
    }
  }

  /** Handles a blank line. */
  void blank() throws IOException {
    boolean bands = !rows.isEmpty() && !complete() && rows.size() - band == boxHeight();
    if (bands) {
      band = rows.size();
    } else {
      flush();
    }
  }

  /** Ends the current grid. */
  void flush() throws IOException {
    if (!rows.isEmpty()) {
      emit(List.copyOf(rows));
    }
    rows.clear();
    widths = new TreeSet<>(SIDES);
    band = 0;
  }

  private boolean complete() {
    return widths.contains(rows.size());
  }

  private int boxHeight() {
    return SudokuSize.ofSide(widths.last()).boxHeight();
  }

  /** Reports the rows before the current band as a grid that ended too early. */
  private void split() throws IOException {
    List<Row> rest = new ArrayList<>(rows.subList(band, rows.size()));
    rows.subList(band, rows.size()).clear();
    flush();
    for (Row row : rest) {
      if (row.cells() == null) {
        wrong(row.line(), row.wrong());
      } else {
        add(row.line(), row.cells());
      }
    }
  }

  private void emit(List<Row> grid) throws IOException {
    Row first = grid.get(0);
    for (Row row : grid) {
      if (row.cells() == null) {
        sink.refused(
            new BadRecord(
                row.line(),
                "",
                row.wrong()
                    + (row == first ? "" : " (its grid begins in line " + first.line() + ")")));
        return;
      }
    }
    if (!widths.contains(grid.size())) {
      sink.refused(
          new BadRecord(
              first.line(),
              "",
              String.format(
                  "the grid has %d rows of %d cells; it needs %d rows",
                  grid.size(), widths.last(), widths.last())));
      return;
    }
    int side = grid.size();
    int[] cells =
        grid.stream().flatMapToInt(row -> Arrays.stream(readings(row).get(side))).toArray();
    try {
      sink.puzzle(SudokuText.puzzle(first.line(), cells, null));
    } catch (SudokuText.AmbiguousException e) {
      throw new IllegalStateException("a grid of " + side + " rows has one meaning", e);
    }
  }

  private static Map<Integer, int[]> readings(Row row) {
    SudokuLine cells = row.cells();
    if (cells == null) {
      throw new IllegalStateException("the row of line " + row.line() + " is wrong");
    }
    return cells.readings();
  }

  /**
   * Whether a line of dashes can be a row, because the grid's rows use the dash as a blank.
   *
   * @return null if the rows contain no blanks
   */
  @Nullable Boolean usesAsBlank(char dash) {
    boolean other = false;
    for (Row row : rows) {
      if (row.cells() != null && row.cells().blanks().contains(dash)) {
        return true;
      }
      other |= row.cells() != null && !row.cells().blanks().isEmpty();
    }
    return other ? Boolean.FALSE : null;
  }
}
