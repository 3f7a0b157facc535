package dev.trm.benchmarks.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.model.CellGroups;
import dev.trm.model.Compute;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.solve.SlotSolver;
import dev.trm.model.torch.Backend;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Uses the shipped model on few puzzles. */
class SlotsRunTest {
  private static final SlotsOptions FEW =
      SlotsOptions.parse(
          Path.of("..").toAbsolutePath(), "--puzzles", "12", "--rounds", "2", "--slots", "4");

  @Test
  void everySideSolvesAllOfThemAndAdaptiveOnesInFewerCycles() throws Exception {
    ByteArrayOutputStream progress = new ByteArrayOutputStream();

    SlotsReport report =
        new SlotsRun(FEW, new PrintStream(progress, true, StandardCharsets.UTF_8)).run();

    assertThat(report.sides())
        .extracting(SlotsReport.Measured::side)
        .containsExactly("static", "head", "checked");
    assertThat(report.sides().get(0).meanCycles()).isEqualTo(16);
    assertThat(report.sides().get(0).exact()).isGreaterThan(0.5);
    assertThat(report.sides().get(0).gained().mean()).isZero();
    assertThat(report.sides().subList(1, 3))
        .allSatisfy(
            side -> {
              assertThat(side.meanCycles()).isLessThan(16);
              assertThat(side.speed().least()).isPositive();
            });
    assertThat(report.text()).contains("static", "head", "checked", "12 puzzles with 32 to 50");
    assertThat(progress.toString(StandardCharsets.UTF_8)).contains("round 2, checked");
  }

  @Test
  void answersDoNotDependOnSlotsOrNeighbours() throws Exception {
    TrmWeights weights = TrmWeights.read(FEW.model().resolve("model.safetensors"));
    List<RatedPuzzle> puzzles = FreshSudokus.make(9, FEW.givens(), 3);
    CellGroups groups = SlotsRun.groups(weights, puzzles.get(0));
    CellGroups.Shape shape = groups == null ? null : groups.shape();
    try (SlotSolver solver = new SlotSolver(weights, shape, 4, 4, Backend.of(Compute.exact(1)))) {
      for (Side side : Side.values()) {
        List<Side.Ended> alone = side.solve(solver, 1, 16, groups, puzzles);

        assertThat(side.solve(solver, 4, 16, groups, puzzles)).isEqualTo(alone);
      }
    }
  }
}
