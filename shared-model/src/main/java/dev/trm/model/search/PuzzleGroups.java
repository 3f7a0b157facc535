package dev.trm.model.search;

import dev.trm.model.CellGroups;
import dev.trm.model.Mixer;
import dev.trm.model.TrmConfig;
import dev.trm.model.solve.SlotCycle;
import dev.trm.puzzles.AllDifferent;
import dev.trm.puzzles.Neighbours;
import dev.trm.puzzles.Relations;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Converts a puzzle's {@link Relations} to the input of a network that takes groups. */
public final class PuzzleGroups {
  private PuzzleGroups() {}

  /**
   * Whether a network can take a puzzle.
   *
   * @param cells the number of cells of the puzzle
   * @param vocabulary of the puzzle's kind
   */
  public static boolean fit(
      TrmConfig config, int cells, int vocabulary, Optional<Relations> relations) {
    return config.mixer().takesGroups()
        ? suit(config.mixer(), relations)
            && config.takes(cells, relations.orElseThrow().vocabulary())
        : config.takes(cells, vocabulary);
  }

  /** Whether a network can take puzzles with these relations. */
  private static boolean suit(Mixer mixer, Optional<Relations> relations) {
    return switch (mixer) {
      case RELATIONS -> relations.filter(AllDifferent.class::isInstance).isPresent();
      case NEIGHBOURS -> relations.filter(Neighbours.class::isInstance).isPresent();
      case MLP, ATTENTION -> true;
    };
  }

  /** The question in the network's tokens. */
  public static int[] question(Mixer mixer, Optional<Relations> relations, int[] tokens) {
    return mixer.takesGroups() ? relations.orElseThrow().question(tokens) : tokens;
  }

  /**
   * Converts the result of a cycle to tokens of the puzzle's kind.
   *
   * @param question in tokens of the puzzle's kind
   */
  public static SlotCycle read(
      Mixer mixer, Optional<Relations> relations, int[] question, SlotCycle made) {
    return mixer.takesGroups()
        ? new SlotCycle(
            relations.orElseThrow().read(question, made.answerTokens()),
            made.confidence(),
            made.haltLogit())
        : made;
  }

  /**
   * The groups of a puzzle's cells, as input for a network; null if it takes no groups.
   *
   * @throws IllegalArgumentException if the puzzle lacks the relations that the network needs
   */
  public static @Nullable CellGroups of(Mixer mixer, Optional<Relations> relations) {
    if (!suit(mixer, relations)) {
      throw new IllegalArgumentException(
          "the puzzle does not have the relations that a model with mixer " + mixer + " needs");
    }
    return mixer.takesGroups() ? of(relations.orElseThrow()) : null;
  }

  /**
   * Either rows, columns and regions as three relations, or one relation with the neighbours of
   * each cell and one with all cells.
   */
  public static CellGroups of(Relations relations) {
    if (relations instanceof Neighbours near) {
      return new CellGroups(near.cells(), 1, List.of(groups(near), List.of(all(near))));
    }
    AllDifferent different = (AllDifferent) relations;
    return new CellGroups(
        different.cells(),
        different.symbols(),
        Stream.of(different.rows(), different.columns(), different.regions())
            .map(PuzzleGroups::groups)
            .toList());
  }

  private static List<CellGroups.Group> groups(List<List<Integer>> cells) {
    return cells.stream().map(CellGroups.Group::of).toList();
  }

  private static CellGroups.Group all(Neighbours near) {
    return CellGroups.Group.of(IntStream.range(0, near.cells()).boxed().toList());
  }

  private static List<CellGroups.Group> groups(Neighbours near) {
    return IntStream.range(0, near.cells())
        .mapToObj(cell -> new CellGroups.Group(near.neighbours().get(cell), List.of(cell)))
        .toList();
  }
}
