package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.DatasetSpec;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobJson;
import dev.trm.model.Compute;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.constraints.ConstraintsGenerator;
import dev.trm.puzzles.constraints.Variant;
import dev.trm.puzzles.maze.MazeGenerator;
import dev.trm.puzzles.maze.MazeShape;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ShippedModelsTest {
  private static final String DIRECTORY = "/dev/trm/models/";

  @TempDir Path room;

  /** Bounds well below the model's accuracy, so that only a wrong file or network fails. */
  @ParameterizedTest
  @CsvSource({"4, 8, 0.95", "6, 18, 0.95", "9, 42, 0.95", "16, 190, 0.9"})
  void sudokuModelSolvesSudokusThatItHasNotSeen(int side, int givens, double share)
      throws IOException {
    SudokuGenerator generator = new SudokuGenerator(SudokuSize.ofSide(side), 20261124);
    List<HeldOutPuzzle> puzzles =
        Stream.<HeldOutPuzzle>generate(() -> generator.withGivens(givens)).limit(32).toList();

    assertThat(solved("sudoku", new EvaluationSet(PuzzleKind.SUDOKU, puzzles)))
        .isGreaterThanOrEqualTo(share);
  }

  @ParameterizedTest
  @EnumSource(Variant.class)
  void sudokuModelSolvesVariantsThatItHasNotSeen(Variant variant) throws IOException {
    ConstraintsGenerator generator = new ConstraintsGenerator(variant, 9, 20261124);
    List<HeldOutPuzzle> puzzles =
        Stream.<HeldOutPuzzle>generate(() -> generator.withGivens(42)).limit(32).toList();

    assertThat(solved("sudoku", new EvaluationSet(PuzzleKind.CONSTRAINTS, puzzles)))
        .isGreaterThanOrEqualTo(0.9);
  }

  @ParameterizedTest
  @CsvSource({"10, 5, 0.6", "16, 12, 0.1"})
  void mazeModelSolvesMazesThatItHasNotSeen(int side, int leastSteps, double share)
      throws IOException {
    MazeGenerator generator =
        new MazeGenerator(new MazeShape(side, side, true, leastSteps), 20261201);
    List<HeldOutPuzzle> puzzles =
        Stream.<HeldOutPuzzle>generate(() -> generator.next().orElseThrow()).limit(64).toList();

    assertThat(solved("maze", new EvaluationSet(PuzzleKind.MAZE, puzzles)))
        .isGreaterThanOrEqualTo(share);
  }

  private double solved(String model, EvaluationSet set) throws IOException {
    return new Evaluator(8, Compute.exact(1))
        .evaluate(TrmWeights.read(file(model, "model.safetensors")), List.of(set), () -> false)
        .orElseThrow()
        .exactAccuracy(HaltMode.CHECKED);
  }

  /** The held-out puzzles of published figures must remain reproducible. */
  @Test
  void dataOfEveryModelIsStillMadeAlike() throws Exception {
    DataLoader loader =
        new DataLoader(
            id -> {
              throw new FileNotFoundException("nothing was uploaded");
            });
    for (String name : lines("INDEX")) {
      var manifest = JobJson.parse(text(name + "/manifest.json"));
      DatasetSpec dataset = JobJson.read(manifest.path("dataset"), DatasetSpec.class);

      assertThat(loader.load(dataset).sha256())
          .as(name)
          .isEqualTo(manifest.path("dataSha256").asText());
    }
  }

  @Test
  void everyModelOfTheIndexSaysWhatItWasMadeFrom() throws IOException {
    assertThat(lines("INDEX")).isNotEmpty();
    for (String name : lines("INDEX")) {
      var manifest = JobJson.parse(text(name + "/manifest.json"));
      assertThat(manifest.at("/metrics/puzzles").asInt()).isGreaterThanOrEqualTo(500);
      assertThat(manifest.path("dataset")).isNotEmpty();
      assertThat(manifest.path("dataSha256").asText()).hasSize(64);
      assertThat(text(name + "/recipe.yaml")).contains("model: " + name);
      assertThat(lines(name + "/curve.csv")).hasSizeGreaterThan(10);
    }
  }

  private static List<String> lines(String name) throws IOException {
    return text(name).lines().toList();
  }

  private static String text(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ShippedModelsTest.class.getResourceAsStream(DIRECTORY + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A copy, because a resource may be in an archive. */
  private Path file(String name, String file) throws IOException {
    Path copy = room.resolve(file);
    try (InputStream in =
        Objects.requireNonNull(
            ShippedModelsTest.class.getResourceAsStream(DIRECTORY + name + "/" + file))) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    return copy;
  }
}
