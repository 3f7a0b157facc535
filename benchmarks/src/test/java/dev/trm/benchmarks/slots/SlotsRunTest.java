package dev.trm.benchmarks.slots;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.jobs.JobJson;
import dev.trm.model.Compute;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.solve.SlotSolver;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the shipped model, on few puzzles, which are kept apart from few. */
class SlotsRunTest {
  private static final String MODEL = "model.safetensors";
  private static final String MANIFEST = "manifest.json";

  @TempDir private static Path model;
  private static SlotsOptions few;

  @BeforeAll
  static void takeModel() throws Exception {
    Path repository = Path.of("..").toAbsolutePath();
    Path shipped = SlotsOptions.parse(repository).model();
    Files.copy(shipped.resolve(MODEL), model.resolve(MODEL));
    ObjectNode manifest = (ObjectNode) JobJson.parse(Files.readString(shipped.resolve(MANIFEST)));
    ((ObjectNode) manifest.path("dataset")).put("puzzles", 100).put("heldOut", 1);
    Files.writeString(model.resolve(MANIFEST), manifest.toString());
    few =
        SlotsOptions.parse(
            repository,
            "--model",
            model.toString(),
            "--puzzles",
            "12",
            "--rounds",
            "2",
            "--slots",
            "4");
  }

  @Test
  void everySideSolvesAllOfThemAndAdaptiveOnesInFewerCycles() throws Exception {
    ByteArrayOutputStream progress = new ByteArrayOutputStream();

    SlotsReport report =
        new SlotsRun(few, new PrintStream(progress, true, StandardCharsets.UTF_8)).run();

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
    TrmWeights weights = TrmWeights.read(few.model().resolve("model.safetensors"));
    List<RatedPuzzle> puzzles = FreshSudokus.of(few.model()).make(9, few.givens(), 3);
    try (SlotSolver solver = new SlotSolver(weights, 4, Compute.exact(1))) {
      for (Side side : Side.values()) {
        List<Side.Ended> alone = side.solve(solver, 1, 16, puzzles);

        assertThat(side.solve(solver, 4, 16, puzzles)).isEqualTo(alone);
      }
    }
  }
}
