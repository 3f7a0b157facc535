package dev.trm.gateway.solving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.models.MissingModel;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.grid.GridLayout;
import dev.trm.puzzles.grid.GridPuzzle;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The models as they are now, for one request: each is looked up once. Not thread-safe. */
final class KnownModels {
  private static final Pattern REFERENCE =
      Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}@[a-z0-9][a-z0-9._-]{0,62}");

  private final ModelRegistry registry;
  private final CheckpointShapes checkpoints;
  private final Map<String, Optional<Shape>> shapes = new HashMap<>();

  KnownModels(ModelRegistry registry, CheckpointShapes checkpoints) {
    this.registry = registry;
    this.checkpoints = checkpoints;
  }

  /**
   * What a model takes; 0 where its manifest does not say.
   *
   * @param kind of puzzles; null where its manifest does not say
   * @param symbols the size of its vocabulary, padding and blank included
   * @param layout of the grids it has learnt; null where their kind leaves no choice
   * @param relational the kinds whose puzzles bring the relations that it is given, so that it
   *     takes all of them with at most so many cells and tokens; empty for a model of one size
   */
  record Shape(
      @Nullable String kind,
      int cells,
      int symbols,
      @Nullable GridLayout layout,
      Set<String> relational) {
    /** What is known of a checkpoint without a manifest. */
    static final Shape UNKNOWN = new Shape(null, 0, 0, null, Set.of());

    static Shape of(Puzzle puzzle) {
      return new Shape(
          puzzle.kind().wire(),
          puzzle.sequenceLength(),
          puzzle.vocabulary(),
          puzzle.layout().orElse(null),
          Set.of());
    }

    /**
     * The puzzle, laid out as the model has learnt where its kind leaves this to the model. One
     * that tells no layout has learnt grids of one size.
     *
     * @throws dev.trm.puzzles.PuzzleFormatException if it does not fit
     */
    Puzzle fitted(Puzzle puzzle) {
      if (!(puzzle instanceof GridPuzzle grid)) {
        return puzzle;
      }
      if (layout != null) {
        return grid.in(layout);
      }
      return symbols > 1 && cells == puzzle.sequenceLength()
          ? grid.in(GridLayout.fixed(grid.question(), symbols - 1))
          : grid;
    }

    boolean fits(Puzzle puzzle) {
      if (!relational.isEmpty()) {
        return relational.contains(puzzle.kind().wire())
            && puzzle.sequenceLength() <= cells
            && puzzle.relations().orElseThrow().vocabulary() <= symbols;
      }
      return (kind == null || kind.equals(puzzle.kind().wire()))
          && (cells == 0 || cells == puzzle.sequenceLength())
          && (symbols == 0 || symbols == puzzle.vocabulary())
          && (layout == null || puzzle.layout().isPresent());
    }

    @Override
    public String toString() {
      return (relational.isEmpty() ? "" : "up to ")
          + cells
          + " cells of "
          + symbols
          + " tokens"
          + (kind == null ? "" : " (" + kind + ")");
    }
  }

  /** What the model takes; empty if there is no such model. */
  Optional<Shape> shape(String reference) {
    return REFERENCE.matcher(reference).matches()
        ? shapes.computeIfAbsent(reference, this::lookUp)
        : Optional.empty();
  }

  /**
   * The models that take such a puzzle, by name: those whose champion says that it was made for its
   * kind and size, or for a board that it fits on.
   */
  List<String> thatTake(Puzzle puzzle) {
    return Arrays.stream(PuzzleKind.values())
        .flatMap(kind -> registry.champions(kind.wire()).stream())
        .filter(champion -> takes(champion.manifest(), puzzle))
        .map(ModelRegistry.Champion::model)
        .sorted()
        .toList();
  }

  /** Explains that no model takes such a puzzle. */
  String noneTakes(Puzzle puzzle) {
    return MissingModel.explain(
        registry,
        puzzle.kind().wire() + " puzzles of " + puzzle.shape(),
        puzzle.defaultModels().get(0),
        "--kind " + puzzle.kind().wire() + " --size " + puzzle.shape());
  }

  /** Explains that a reference names no version. */
  String unknown(String reference) {
    return MissingModel.unknown(registry, reference);
  }

  private static boolean takes(JsonNode manifest, Puzzle puzzle) {
    Shape shape = CheckpointShapes.shape(manifest);
    if (!shape.relational().isEmpty()) {
      return shape.fits(puzzle);
    }
    JsonNode layout = manifest.path("layout");
    if (puzzle instanceof GridPuzzle grid && !layout.isMissingNode()) {
      return GridLayout.of(layout).fits(grid.question());
    }
    return puzzle.kind().wire().equals(shape.kind())
        && manifest.at("/puzzle/shape").asText().equals(puzzle.shape());
  }

  private Optional<Shape> lookUp(String reference) {
    return checkpoints.of(reference, registry);
  }
}
