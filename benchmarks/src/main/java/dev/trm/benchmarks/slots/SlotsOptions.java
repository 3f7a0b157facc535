package dev.trm.benchmarks.slots;

import dev.trm.benchmarks.measure.Arguments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Command-line options.
 *
 * @param model directory with {@code model.safetensors} and {@code manifest.json}
 * @param puzzles number over all rounds
 * @param rounds in each of which all sides solve the same puzzles
 * @param givens of the puzzles
 * @param slots puzzles at a time
 * @param threads native threads
 * @param seed of the puzzles
 * @param json a file for the report; null for none
 */
record SlotsOptions(
    Path model,
    int puzzles,
    int rounds,
    Givens givens,
    int slots,
    int threads,
    int seed,
    @Nullable Path json) {
  static final String USAGE =
      "usage: trm bench slots [--puzzles N] [--rounds N] [--givens LEAST-MOST|minimal]"
          + " [--slots N] [--threads N] [--seed S] [--model DIRECTORY] [--json FILE]";

  private static final String SHIPPED = "shipped-models/src/main/resources/dev/trm/models/sudoku";
  private static final int MOST_PUZZLES = 1_000_000;
  private static final int MOST_SLOTS = 4096;

  /**
   * The number of givens.
   *
   * @param minimal whether the puzzles are minimal, which overrides the other two
   */
  record Givens(boolean minimal, int least, int most) {
    static final int FEWEST = 17;
    static final int CELLS = 81;

    static Givens parse(String text) {
      if (text.equals("minimal")) {
        return new Givens(true, FEWEST, CELLS);
      }
      String[] ends = text.split("-", -1);
      if (ends.length == 2) {
        int least = Arguments.whole("--givens", ends[0], FEWEST, CELLS - 1);
        return new Givens(false, least, Arguments.whole("--givens", ends[1], least, CELLS - 1));
      }
      throw new IllegalArgumentException("--givens: '" + text + "' is not as 32-50, nor 'minimal'");
    }

    @Override
    public String toString() {
      return minimal ? "minimal puzzles" : "puzzles with " + least + " to " + most + " givens";
    }
  }

  /**
   * Parses arguments.
   *
   * @param repository with the shipped models
   * @throws IllegalArgumentException naming the invalid argument
   */
  static SlotsOptions parse(Path repository, String... arguments) {
    Arguments given =
        new Arguments(
            Set.of(
                "--model",
                "--puzzles",
                "--rounds",
                "--givens",
                "--slots",
                "--threads",
                "--seed",
                "--json"),
            arguments);
    Path asked = given.path("--model");
    Path model = asked == null ? repository.resolve(SHIPPED) : asked;
    int puzzles = given.whole("--puzzles", 10_000, 1, MOST_PUZZLES);
    int rounds = given.whole("--rounds", 5, 1, 1000);
    Givens givens = Givens.parse(given.text("--givens", "32-50"));
    if (puzzles % rounds != 0) {
      throw new IllegalArgumentException(
          "--puzzles: " + puzzles + " cannot be shared evenly by " + rounds + " rounds");
    }
    if (!Files.isRegularFile(model.resolve("manifest.json"))) {
      throw new IllegalArgumentException("--model: " + model + " has no manifest.json");
    }
    return new SlotsOptions(
        model,
        puzzles,
        rounds,
        givens,
        given.whole("--slots", 64, 1, MOST_SLOTS),
        given.whole("--threads", 1, 1, 1024),
        given.whole("--seed", 1, 0, Integer.MAX_VALUE),
        given.path("--json"));
  }
}
