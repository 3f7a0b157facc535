package dev.trm.puzzles;

import java.util.List;

/**
 * The groups of cells whose symbols must differ: in each group every symbol occurs at most once,
 * and exactly once if the group has as many cells as there are symbols. For a network with {@code
 * mixer: relations}; its tokens are those of the puzzle.
 *
 * @param cells the number of cells; groups contain cell numbers from 0, row by row
 * @param symbols the number of different symbols
 * @param rows groups that are rows of the grid
 * @param columns groups that are columns of the grid
 * @param regions all other groups: boxes, jigsaw pieces, diagonals, windows
 */
public record AllDifferent(
    int cells,
    int symbols,
    List<List<Integer>> rows,
    List<List<Integer>> columns,
    List<List<Integer>> regions)
    implements Relations {

  private static final int FIRST_SYMBOL = 2;

  public AllDifferent {
    rows = checked("rows", rows, cells, symbols);
    columns = checked("columns", columns, cells, symbols);
    regions = checked("regions", regions, cells, symbols);
  }

  @Override
  public int vocabulary() {
    return symbols + FIRST_SYMBOL;
  }

  private static List<List<Integer>> checked(
      String name, List<List<Integer>> groups, int cells, int symbols) {
    for (List<Integer> group : groups) {
      if (group.size() > symbols) {
        throw new IllegalArgumentException(
            name
                + " has a group of "
                + group.size()
                + " cells; only "
                + symbols
                + " symbols can differ");
      }
      if (group.stream().distinct().count() < group.size()) {
        throw new IllegalArgumentException(name + " has a group that names a cell twice");
      }
      for (int cell : group) {
        if (cell < 0 || cell >= cells) {
          throw new IllegalArgumentException(
              name + " has cell " + cell + "; the puzzle has " + cells + " cells");
        }
      }
    }
    return groups.stream().map(List::copyOf).toList();
  }
}
