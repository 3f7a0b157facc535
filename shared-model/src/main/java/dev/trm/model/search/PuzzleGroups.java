package dev.trm.model.search;

import dev.trm.model.CellGroups;
import dev.trm.model.Mixer;
import dev.trm.puzzles.Relations;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a network with {@code mixer: relations} is given of a puzzle's {@link Relations}. */
public final class PuzzleGroups {
  private PuzzleGroups() {}

  /**
   * What a network is given of a puzzle beside its tokens; null where it takes no relations.
   *
   * @throws IllegalArgumentException if the network needs relations and the puzzle has none
   */
  public static @Nullable CellGroups of(Mixer mixer, Optional<Relations> relations) {
    if (mixer != Mixer.RELATIONS) {
      return null;
    }
    return of(
        relations.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the puzzle has no relations, which the model needs")));
  }

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
