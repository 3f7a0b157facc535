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

/** What a network that takes groups is given of a puzzle's {@link Relations}. */
public final class PuzzleGroups {
  private PuzzleGroups() {}

  /**
   * Whether a network takes a puzzle.
   *
   * @param cells of the puzzle
   * @param vocabulary of the puzzle's kind
   */
  public static boolean fit(
      TrmConfig config, int cells, int vocabulary, Optional<Relations> relations) {
    return config.mixer().takesGroups()
        ? suit(config.mixer(), relations)
            && config.takes(cells, relations.orElseThrow().vocabulary())
        : config.takes(cells, vocabulary);
  }

  /** Whether a network takes puzzles with such relations. */
  private static boolean suit(Mixer mixer, Optional<Relations> relations) {
    return switch (mixer) {
      case RELATIONS -> relations.filter(AllDifferent.class::isInstance).isPresent();
      case NEIGHBOURS -> relations.filter(Neighbours.class::isInstance).isPresent();
      case MLP, ATTENTION -> true;
    };
  }

  /** A puzzle's question as the network is given it. */
  public static int[] question(Mixer mixer, Optional<Relations> relations, int[] tokens) {
    return mixer.takesGroups() ? relations.orElseThrow().question(tokens) : tokens;
  }

  /**
   * What a cycle made, in tokens of the puzzle's kind.
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
   * What a network is given of a puzzle beside its tokens; null where it takes no groups.
   *
   * @throws IllegalArgumentException if the puzzle does not have the relations that it needs
   */
  public static @Nullable CellGroups of(Mixer mixer, Optional<Relations> relations) {
    if (!suit(mixer, relations)) {
      throw new IllegalArgumentException(
          "the puzzle does not have the relations that a model with mixer " + mixer + " needs");
    }
    return mixer.takesGroups() ? of(relations.orElseThrow()) : null;
  }

  /**
   * Rows, columns and regions, each a relation of its own, or the neighbours of each cell and all
   * cells together.
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
