package dev.trm.model;

import java.util.List;

/**
 * The groups of related cells of one puzzle, for a network that {@linkplain Mixer#takesGroups takes
 * groups}. With {@link Mixer#RELATIONS} its nodes are the pairs of a cell and a symbol, with {@link
 * Mixer#NEIGHBOURS} the cells. For each symbol, a group sums the nodes of its members and adds the
 * sum to the nodes of its receivers. For cells that must differ, members and receivers are the
 * same; for a cell's neighbours, the cell is the only receiver.
 *
 * @param cells C, the number of cells
 * @param symbols K, the number of nodes of a cell: the number of symbols, or 1 if the nodes are the
 *     cells
 * @param relations the groups of each relation that has its own weights; for a Sudoku rows, columns
 *     and boxes. The relation among the nodes of a cell always exists and is not listed
 */
public record CellGroups(int cells, int symbols, List<List<Group>> relations) {

  /**
   * @param members cells from 0
   * @param receivers cells from 0
   */
  public record Group(List<Integer> members, List<Integer> receivers) {
    public Group {
      members = List.copyOf(members);
      receivers = List.copyOf(receivers);
    }

    /**
     * The factor for the sum of its members: 1 / √(members), as for independent numbers. A group of
     * all cells is averaged instead, because their mean does not grow with the puzzle.
     *
     * @param cells the number of cells of the puzzle
     */
    public double scale(int cells) {
      int size = Math.max(1, members.size());
      return 1 / (size == cells ? size : Math.sqrt(size));
    }

    /** A group whose members are also its receivers: cells that must differ, or all cells. */
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

  /** The sizes that puzzles of one batch must have in common. */
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
