package dev.trm.trainer;

import dev.trm.model.CellGroups;
import dev.trm.model.Compute;
import dev.trm.model.Start;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.search.PuzzleGroups;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import dev.trm.model.torch.Backend;
import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.Relations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Creates slots for puzzles: a network of relations takes puzzles of one shape at a time. */
final class Slots {
  private static final int MOST = 64;

  /** The maximum number of cells of all slots together, which bounds a batch's memory. */
  private static final int MOST_CELLS = 1 << 14;

  /** The number of nodes of a network of relations that need as much memory. */
  private static final int MOST_NODES = 1 << 16;

  private Slots() {}

  /** Converts the result of a cycle to tokens of the puzzle's kind. */
  static SlotCycle read(TrmWeights weights, HeldOutPuzzle puzzle, SlotCycle made) {
    return PuzzleGroups.read(
        weights.config().mixer(), puzzle.relations(), puzzle.questionTokens(), made);
  }

  /** Places a puzzle in a slot, from the fixed start. */
  static void place(SlotSolver solver, int slot, TrmWeights weights, HeldOutPuzzle puzzle) {
    solver.place(
        slot,
        PuzzleGroups.question(
            weights.config().mixer(), puzzle.relations(), puzzle.questionTokens()),
        puzzle.puzzleId(),
        PuzzleGroups.of(weights.config().mixer(), puzzle.relations()),
        Start.FIXED);
  }

  /**
   * Puzzles that can share slots.
   *
   * @param shape null for networks that take no relations
   * @param members their indexes
   */
  record Alike(CellGroups.@Nullable Shape shape, List<Integer> members) {}

  /** Groups puzzles by shape; the first puzzle's group comes first. */
  static <P> List<Alike> alike(
      TrmWeights weights, List<P> puzzles, Function<P, Optional<Relations>> relations) {
    Map<Optional<CellGroups.Shape>, List<Integer>> byShape = new LinkedHashMap<>();
    for (int i = 0; i < puzzles.size(); i++) {
      CellGroups groups =
          PuzzleGroups.of(weights.config().mixer(), relations.apply(puzzles.get(i)));
      byShape
          .computeIfAbsent(
              Optional.ofNullable(groups).map(CellGroups::shape), any -> new ArrayList<>())
          .add(i);
    }
    List<Alike> alike = new ArrayList<>();
    byShape.forEach((shape, members) -> alike.add(new Alike(shape.orElse(null), members)));
    return alike;
  }

  /** A solver for puzzles of one group, with at most as many slots as there are puzzles. */
  static SlotSolver solver(TrmWeights weights, Alike puzzles, Compute compute) {
    CellGroups.Shape shape = puzzles.shape();
    int most =
        shape == null
            ? MOST_CELLS / weights.config().sequenceLength()
            : MOST_NODES / (shape.cells() * shape.symbols());
    int slots = Math.max(1, Math.min(Math.min(MOST, most), puzzles.members().size()));
    return new SlotSolver(weights, shape, slots, slots, Backend.of(compute));
  }
}
