package dev.trm.model;

import java.util.List;

/**
 * How the cells of one puzzle are related, for a network with {@link Mixer#RELATIONS}. Its nodes
 * are the pairs of a cell and a symbol. A group collects, symbol by symbol, the nodes of its
 * members and hands their sum to the nodes of its receivers. For cells that must differ these are
 * the same; for a cell's neighbours the cell is the only receiver.
 *
 * @param cells C, the number of cells
 * @param symbols K, the number of symbols
 * @param relations the groups of each relation that has weights of its own; for a Sudoku rows,
 *     columns and boxes. The relation among the symbols of a cell is always there and not listed
 */
public record CellGroups(int cells, int symbols, List<List<Group>> relations) {

  /**
   * @param members cells from 0; their sum is scaled by 1 / √(their number)
   * @param receivers cells from 0
   */
  public record Group(List<Integer> members, List<Integer> receivers) {
    public Group {
      members = List.copyOf(members);
      receivers = List.copyOf(receivers);
    }

    /** Cells that must differ. */
    public static Group of(List<Integer> cells) {
      return new Group(cells, cells);
    }
  }

  public CellGroups {
    if (cells < 1 || symbols < 1) {
      throw new IllegalArgumentException(
          "a puzzle has " + cells + " cells and " + symbols + " symbols; both must be 1 or more");
    }
    for (List<Group> relation : relations) {
      for (Group group : relation) {
        within(group.members(), cells);
        within(group.receivers(), cells);
      }
    }
    relations = relations.stream().map(List::copyOf).toList();
  }

  private static void within(List<Integer> group, int cells) {
    for (int cell : group) {
      if (cell < 0 || cell >= cells) {
        throw new IllegalArgumentException(
            "a group names cell " + cell + "; the puzzle has " + cells + " cells");
      }
    }
  }

  /** What has to be equal for puzzles that are computed in one batch. */
  public Shape shape() {
    return new Shape(cells, symbols, relations.stream().map(List::size).toList());
  }

  /**
   * @param groups the number of groups of each relation
   */
  public record Shape(int cells, int symbols, List<Integer> groups) {
    public Shape {
      groups = List.copyOf(groups);
    }
  }
}
