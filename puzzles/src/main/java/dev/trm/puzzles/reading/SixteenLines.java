package dev.trm.puzzles.reading;

import dev.trm.puzzles.upload.BadRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of 16 cells, which are 4×4 grids or rows of one 16×16 grid: the latter if a symbol
 * above 4 occurs in at least half of up to sixteen consecutive lines. Not thread-safe.
 */
final class SixteenLines {
  private static final int SIDE = 16;
  private static final int BOX = 4;

  private final PuzzleSink sink;
  private final List<Row> rows = new ArrayList<>();
  private int band;

  /**
   * @param cells (16), null if the line is invalid
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(int line, int @Nullable [] cells, String wrong) {
    boolean large() {
      return cells != null && Arrays.stream(cells).anyMatch(cell -> cell > BOX);
    }
  }

  SixteenLines(PuzzleSink sink) {
    this.sink = sink;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  void add(int line, int[] cells) throws IOException {
    append(new Row(line, cells, ""));
  }

  void wrong(int line, String reason) throws IOException {
    append(new Row(line, null, reason));
  }

  private void append(Row row) throws IOException {
    rows.add(row);
    if (rows.size() == SIDE) {
      flush();
    }
  }

  /** Handles a blank line, which ends a grid unless it follows a band. */
  void blank() throws IOException {
    if (!rows.isEmpty() && rows.size() - band == BOX && large()) {
      band = rows.size();
    } else {
      flush();
    }
  }

  void flush() throws IOException {
    if (large()) {
      emitLarge();
    } else {
      for (Row row : rows) {
        emitSmall(row);
      }
    }
    rows.clear();
    band = 0;
  }

  /** Whether the lines so far are rows of a 16×16 grid. */
  boolean large() {
    return !rows.isEmpty() && 2 * rows.stream().filter(Row::large).count() >= rows.size();
  }

  private void emitLarge() throws IOException {
    Row first = rows.get(0);
    for (Row row : rows) {
      if (row.cells() == null) {
        refuse(row.line(), row.wrong() + " (its grid begins in line " + first.line() + ")");
        return;
      }
    }
    if (rows.size() < SIDE) {
      refuse(
          first.line(),
          "the grid has "
              + rows.size()
              + " rows of 16 cells; it needs 16 rows, or symbols 1 to 4 for a 4×4 grid a line");
      return;
    }
    emit(first.line(), rows.stream().flatMapToInt(row -> Arrays.stream(cells(row))).toArray());
  }

  private void emitSmall(Row row) throws IOException {
    if (row.cells() == null) {
      refuse(row.line(), row.wrong());
    } else if (row.large()) {
      refuse(row.line(), "the line has 16 cells with a symbol above 4; a 4×4 grid has 1 to 4");
    } else {
      emit(row.line(), row.cells());
    }
  }

  private void emit(int line, int[] cells) throws IOException {
    try {
      sink.puzzle(SudokuText.puzzle(line, cells, null));
    } catch (SudokuText.AmbiguousException e) {
      refuse(line, String.valueOf(e.getMessage()));
    }
  }

  private static int[] cells(Row row) {
    if (row.cells() == null) {
      throw new IllegalStateException("line " + row.line() + " is wrong");
    }
    return row.cells();
  }

  private void refuse(int line, String reason) throws IOException {
    sink.refused(new BadRecord(line, "", reason));
  }
}
