package dev.trm.model.relations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trm.model.CellGroups;
import dev.trm.model.Compute;
import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.Precision;
import dev.trm.model.SearchPolicy;
import dev.trm.model.Start;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import dev.trm.model.torch.Backend;
import dev.trm.model.train.Initialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RelationalSlotsTest {

  private static final int[] QUESTION = {1, 2, 1, 4, 5, 1, 1, 3, 1, 1, 2, 1, 1, 5, 1, 1};
  private static final CellGroups JIGSAW = Boards.jigsaw();
  private static final CellGroups TURNED = turned(JIGSAW);
  private static final TrmWeights MODEL =
      Initialization.of(TrmConfig.grouped(Mixer.RELATIONS, 81, 11, 16, 8, 3, 2, 2, 2, 16), 5);

  /** Exchanges rows and columns: other groups of the same shape. */
  private static CellGroups turned(CellGroups groups) {
    return new CellGroups(
        groups.cells(),
        groups.symbols(),
        List.of(groups.relations().get(1), groups.relations().get(0), groups.relations().get(2)));
  }

  private static SlotSolver solver(Compute compute, int slots, int most) {
    return new SlotSolver(MODEL, JIGSAW.shape(), slots, most, Backend.of(compute));
  }

  /** Runs a question without other puzzles in a solver. */
  private static List<SlotCycle> alone(
      Compute compute, int cycles, CellGroups groups, Start start) {
    return alone(compute, cycles, QUESTION, groups, start);
  }

  private static List<SlotCycle> alone(
      Compute compute, int cycles, int[] question, CellGroups groups, Start start) {
    List<SlotCycle> made = new ArrayList<>();
    try (SlotSolver solver = new SlotSolver(MODEL, groups.shape(), 1, 1, Backend.of(compute))) {
      solver.place(0, question, 0, groups, start);
      for (int cycle = 0; cycle < cycles; cycle++) {
        made.add(solver.cycle().get(0).orElseThrow());
      }
    }
    return made;
  }

  /**
   * The neighbours have other groups and other starts, are more than are computed at once, and the
   * row moves to another slot.
   */
  @ParameterizedTest
  @EnumSource(value = Precision.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void rowDoesNotDependOnItsNeighboursOrItsSlot(Precision precision) {
    Compute compute = Compute.exact(1).with(precision);
    CellGroups groups = Boards.sudoku(3, 3);
    CellGroups turned = turned(groups);
    int[] question = IntStream.range(0, 81).map(cell -> 1 + cell * cell % 10).toArray();
    int[] other = IntStream.range(0, 81).map(cell -> 1 + cell % 7).toArray();
    int many = 40;
    for (Start start : List.of(Start.FIXED, new Start.Random(7, 1), new Start.Noise(8, 0.3))) {
      List<SlotCycle> moved = new ArrayList<>();
      try (SlotSolver solver =
          new SlotSolver(MODEL, groups.shape(), 2, many, Backend.of(compute))) {
        solver.place(0, other, 0, turned, new Start.Noise(1, 0.5));
        solver.place(1, question, 0, groups, start);
        moved.add(solver.cycle().get(1).orElseThrow());
        solver.reshape(many);
        for (int slot = 2; slot < many; slot++) {
          solver.place(slot, other, 0, slot % 2 == 0 ? turned : groups, Start.FIXED);
        }
        moved.add(solver.cycle().get(1).orElseThrow());
        solver.clear(0);
        for (int slot = 2; slot < many; slot++) {
          solver.clear(slot);
        }
        solver.reshape(1);
        moved.add(solver.cycle().get(0).orElseThrow());
      }

      assertThat(moved)
          .as(start.toString())
          .usingRecursiveComparison()
          .isEqualTo(alone(compute, 3, question, groups, start));
    }
  }

  @Test
  void groupsMatter() {
    Compute compute = Compute.exact(1);

    assertThat(alone(compute, 1, TURNED, Start.FIXED).get(0).confidence())
        .isNotEqualTo(alone(compute, 1, JIGSAW, Start.FIXED).get(0).confidence());
  }

  @Test
  void startsDifferBySeedAndKind() {
    Compute compute = Compute.exact(1);
    List<Start> starts =
        List.of(
            Start.FIXED,
            new Start.Random(7, 1),
            new Start.Random(8, 1),
            new Start.Noise(7, 1),
            new Start.Noise(7, 0.5));

    assertThat(starts.stream().map(each -> alone(compute, 1, JIGSAW, each).get(0).confidence()[3]))
        .hasSize(5)
        .doesNotHaveDuplicates();
    assertThat(alone(compute, 2, JIGSAW, new Start.Random(7, 0)))
        .as("noise of deviation 0")
        .usingRecursiveComparison()
        .isEqualTo(alone(compute, 2, JIGSAW, Start.FIXED));
  }

  @Test
  void networksOfSequencesTakeStartsToo() {
    TrmWeights mlp =
        Initialization.of(
            new TrmConfig(
                6, 16, 16, 2, 2, 2, 16, 2, 2, 4, 1, 16, 1, Mixer.MLP, Positions.NONE, 1e4, 1e-5),
            5);
    List<Float> halts = new ArrayList<>();
    try (SlotSolver solver = new SlotSolver(mlp, 4, 1)) {
      Start random = new Start.Random(7, 1);
      solver.place(0, QUESTION, 0);
      solver.place(1, QUESTION, 0, null, random);
      solver.place(2, QUESTION, 0, null, random);
      solver.place(3, QUESTION, 0, null, new Start.Noise(7, 1));
      solver.cycle().forEach(each -> halts.add(each.orElseThrow().confidence()[3]));
    }

    assertThat(halts.get(1)).isEqualTo(halts.get(2));
    assertThat(List.of(halts.get(0), halts.get(1), halts.get(3))).doesNotHaveDuplicates();
  }

  @Test
  void bfloat16IsNearFloat32() {
    float[] exact = alone(Compute.exact(1), 1, JIGSAW, Start.FIXED).get(0).confidence();
    float[] rough =
        alone(Compute.exact(1).with(Precision.BFLOAT16), 1, JIGSAW, Start.FIXED)
            .get(0)
            .confidence();
    for (int cell = 0; cell < exact.length; cell++) {
      assertThat(rough[cell]).isCloseTo(exact[cell], within(0.02f));
    }
  }

  @Test
  void writtenModelIsReadAgainWithItsSearchPolicy(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.safetensors");
    TrmWeights model =
        MODEL.withSearch(new SearchPolicy(SearchPolicy.Variation.RANDOM_START, 0.75));
    model.write(file);

    assertThat(TrmWeights.read(file)).isEqualTo(model);
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertThatThrownBy(
            () ->
                new SlotSolver(
                    MODEL, Boards.sudoku(4, 4).shape(), 1, 1, Backend.of(Compute.exact(1))))
        .hasMessage(
            "the puzzle has 256 cells and 16 nodes a cell; the model takes at most 81 and 9");
    assertThatThrownBy(() -> new SlotSolver(MODEL, 1, 1))
        .hasMessage("a network with mixer RELATIONS needs the shape of its puzzles");
    try (SlotSolver solver = solver(Compute.exact(1), 1, 1)) {
      assertThatThrownBy(() -> solver.place(0, QUESTION, 0, Boards.sudoku(2, 2), Start.FIXED))
          .hasMessageStartingWith("the puzzle's groups have Shape[cells=16, symbols=4");
      int[] padded = QUESTION.clone();
      padded[3] = 0;
      assertThatThrownBy(() -> solver.place(0, padded, 0, JIGSAW, Start.FIXED))
          .hasMessage("question has token 0 at 3; it must be 1 (blank) or 2 to 5 (a symbol)");
      assertThat(solver.occupied(0)).isFalse();
    }
  }
}
