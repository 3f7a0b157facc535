package dev.trm.gateway.models;

import dev.trm.model.Mixer;
import dev.trm.puzzles.PuzzleKind;
import java.util.Set;

/** The kinds whose puzzles bring the relations that a network is given. */
public final class RelationalKinds {
  private RelationalKinds() {}

  /**
   * Empty for a network that takes no relations, and so puzzles of one size.
   *
   * @param mixer as a manifest names it, {@code RELATIONS}
   */
  public static Set<String> of(String mixer) {
    if (mixer.equals(Mixer.RELATIONS.name())) {
      return Set.of(PuzzleKind.SUDOKU.wire(), PuzzleKind.CONSTRAINTS.wire());
    }
    return mixer.equals(Mixer.NEIGHBOURS.name()) ? Set.of(PuzzleKind.MAZE.wire()) : Set.of();
  }
}
