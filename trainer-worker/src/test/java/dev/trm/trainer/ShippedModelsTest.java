package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobJson;
import dev.trm.model.Compute;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
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

class ShippedModelsTest {
  private static final String DIRECTORY = "/dev/trm/models/";

  @TempDir Path room;

  /** Shares well below what the models do, so that only a wrong file or a broken network fails. */
  @ParameterizedTest
  @CsvSource({"sudoku-4x4, 4, 8, 0.95", "sudoku-6x6, 6, 18, 0.9", "sudoku-9x9, 9, 42, 0.9"})
  void aShippedModelSolvesPuzzlesItHasNotSeen(String name, int side, int givens, double share)
      throws IOException {
    SudokuGenerator generator = new SudokuGenerator(SudokuSize.ofSide(side), 20261124);
    List<RatedPuzzle> puzzles =
        Stream.generate(() -> generator.withGivens(givens)).limit(32).toList();

    TrmWeights weights = TrmWeights.read(file(name, "model.safetensors"));
    Evaluation evaluation =
        new Evaluator(8, Compute.exact(1))
            .evaluate(
                weights,
                List.of(new EvaluationSet(PuzzleKind.SUDOKU, List.copyOf(puzzles))),
                () -> false)
            .orElseThrow();

    assertThat(evaluation.exactAccuracy(HaltMode.CHECKED)).isGreaterThanOrEqualTo(share);
  }

  @Test
  void theIndexNamesTheModelsAndEachTellsWhatItWasMadeFrom() throws IOException {
    List<String> names = lines("INDEX");

    assertThat(names).containsExactly("sudoku-4x4", "sudoku-6x6", "sudoku-9x9");
    for (String name : names) {
      var manifest = JobJson.parse(text(name + "/manifest.json"));
      assertThat(manifest.at("/metrics/puzzles").asInt()).isGreaterThanOrEqualTo(500);
      assertThat(manifest.at("/metrics/afterCycles/exact")).hasSize(16);
      assertThat(manifest.at("/metrics/afterCycles/exact/15"))
          .isEqualTo(manifest.at("/metrics/fixed/exact"));
      assertThat(manifest.at("/dataset/size").asInt()).isPositive();
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

  /** A copy, since a resource may lie in an archive. */
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
