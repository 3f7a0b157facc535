package dev.trm.puzzles.arc;

import dev.trm.puzzles.grid.Grid;
import java.util.List;

/** Three small tasks, made up for these tests. */
final class ArcFixture {

  /** Exchanges colours 1 and 2; sizes differ. */
  static final ArcTask SWAP =
      new ArcTask(
          "swap",
          List.of(
              new ArcTask.Pair(Grid.of(2, 3, 0, 1, 2, 1, 1, 0), Grid.of(2, 3, 0, 2, 1, 2, 2, 0)),
              new ArcTask.Pair(Grid.of(1, 2, 1, 0), Grid.of(1, 2, 2, 0))),
          List.of(
              new ArcTask.Test(Grid.of(2, 1, 1, 2), Grid.of(2, 1, 2, 1)),
              new ArcTask.Test(Grid.of(1, 1, 2), Grid.of(1, 1, 1))));

  /** The answer is the input's first row, once in each colour up to its width. */
  static final ArcTask FIRST_ROW =
      new ArcTask(
          "first-row",
          List.of(
              new ArcTask.Pair(Grid.of(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9), Grid.of(1, 3, 1, 2, 3)),
              new ArcTask.Pair(Grid.of(2, 2, 0, 5, 5, 0), Grid.of(1, 2, 0, 5))),
          List.of(
              new ArcTask.Test(Grid.of(2, 4, 9, 8, 7, 6, 0, 0, 0, 1), Grid.of(1, 4, 9, 8, 7, 6))));

  /** Full boards: no room for ends or translation. */
  static final ArcTask FULL =
      new ArcTask(
          "full",
          List.of(new ArcTask.Pair(striped(30, 30), striped(30, 1))),
          List.of(new ArcTask.Test(striped(1, 30), striped(30, 30))));

  static final List<ArcTask> ALL = List.of(SWAP, FIRST_ROW, FULL);

  private ArcFixture() {}

  private static Grid striped(int height, int width) {
    int[] cells = new int[height * width];
    for (int cell = 0; cell < cells.length; cell++) {
      cells[cell] = (cell / width * 3 + cell % width) % 10;
    }
    return Grid.of(height, width, cells);
  }
}
