package dev.trm.model.search;

import dev.trm.model.CellGroups;
import dev.trm.puzzles.Relations;
import java.util.List;
import java.util.stream.Stream;

/** What a network with {@code mixer: relations} is given of a puzzle's {@link Relations}. */
public final class PuzzleGroups {
  private PuzzleGroups() {}

  /** Rows, columns and regions, each a relation of its own. */
  public static CellGroups of(Relations relations) {
    return new CellGroups(
        relations.cells(),
        relations.symbols(),
        Stream.of(relations.rows(), relations.columns(), relations.regions())
            .map(PuzzleGroups::groups)
            .toList());
  }

  private static List<CellGroups.Group> groups(List<List<Integer>> cells) {
    return cells.stream().map(CellGroups.Group::of).toList();
  }
}
