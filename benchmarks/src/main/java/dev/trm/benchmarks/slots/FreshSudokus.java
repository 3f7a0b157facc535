package dev.trm.benchmarks.slots;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.DatasetSpec;
import dev.trm.jobs.JobJson;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import dev.trm.puzzles.sudoku.SudokuCanonicalForm;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Sudokus that a model has not been trained on, nor on one equivalent to them. */
final class FreshSudokus {
  private final SudokuSet.Recipe trainedOn;

  private FreshSudokus(SudokuSet.Recipe trainedOn) {
    this.trainedOn = trainedOn;
  }

  /**
   * Of the model in that directory.
   *
   * @throws IOException if its manifest cannot be read
   * @throws IllegalArgumentException if it was not trained on generated Sudokus
   */
  static FreshSudokus of(Path model) throws IOException {
    JsonNode manifest = JobJson.parse(Files.readString(model.resolve("manifest.json")));
    if (JobJson.read(manifest.path("dataset"), DatasetSpec.class)
        instanceof DatasetSpec.Sudoku sudokus) {
      return new FreshSudokus(sudokus.recipe());
    }
    throw new IllegalArgumentException(
        "--model: " + model + " was not trained on generated Sudokus; none are known to be fresh");
  }

  /** Pairwise inequivalent. */
  List<RatedPuzzle> make(int count, SlotsOptions.Givens givens, long seed) {
    Set<String> known =
        SudokuSet.generate(trainedOn).training().parallelStream()
            .map(FreshSudokus::form)
            .collect(Collectors.toCollection(HashSet::new));
    SplittableRandom random = new SplittableRandom(seed);
    SudokuGenerator generator = new SudokuGenerator(trainedOn.size(), random.nextLong());
    List<RatedPuzzle> fresh = new ArrayList<>();
    while (fresh.size() < count) {
      RatedPuzzle puzzle =
          givens.minimal()
              ? generator.minimal()
              : generator.withGivens(random.nextInt(givens.least(), givens.most() + 1));
      if (known.add(form(puzzle))) {
        fresh.add(puzzle);
      }
    }
    return fresh;
  }

  private static String form(RatedPuzzle puzzle) {
    return SudokuCanonicalForm.of(puzzle.puzzle(), puzzle.solution());
  }
}
