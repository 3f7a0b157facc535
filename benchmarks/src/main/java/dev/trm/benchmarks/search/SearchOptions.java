package dev.trm.benchmarks.search;

import dev.trm.benchmarks.measure.Arguments;
import dev.trm.model.SearchPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Command-line options.
 *
 * @param model a safetensors file
 * @param puzzles a file of them; null for generated minimal Sudokus
 * @param size side of generated Sudokus; 0 for the model's
 * @param count maximum number of puzzles
 * @param attempts maximum number of attempts at a puzzle
 * @param depths maximum numbers of cycles of an attempt
 * @param variations between attempts
 * @param slots puzzles at a time
 * @param threads native threads
 * @param seed of the puzzles and the attempts
 * @param json a file for the report; null for none
 * @param plot an SVG file; null for none
 */
record SearchOptions(
    Path model,
    @Nullable Path puzzles,
    int size,
    int count,
    int attempts,
    List<Integer> depths,
    List<SearchPolicy.Variation> variations,
    int slots,
    int threads,
    int seed,
    @Nullable Path json,
    @Nullable Path plot) {
  static final String USAGE =
      "usage: trm bench search [--model FILE|DIRECTORY|NAME] [--puzzles FILE] [--size N] [--count N]"
          + " [--attempts N] [--depths 16,32,64] [--variations symmetry,random-start,noise]"
          + " [--slots N] [--threads N] [--seed S] [--json FILE] [--plot FILE.svg]";

  private static final String SHIPPED = "shipped-models/src/main/resources/dev/trm/models";
  private static final String FILE = "model.safetensors";
  private static final int MOST_PUZZLES = 1_000_000;
  private static final int MOST_SLOTS = 4096;

  /**
   * Parses arguments.
   *
   * @param repository with the shipped models
   * @throws IllegalArgumentException naming the invalid argument
   */
  static SearchOptions parse(Path repository, String... arguments) {
    Arguments given =
        new Arguments(
            Set.of(
                "--model",
                "--puzzles",
                "--size",
                "--count",
                "--attempts",
                "--depths",
                "--variations",
                "--slots",
                "--threads",
                "--seed",
                "--json",
                "--plot"),
            arguments);
    List<String> all =
        Arrays.stream(SearchPolicy.Variation.values()).map(Object::toString).toList();
    Path puzzles = given.path("--puzzles");
    if (puzzles != null && !Files.isRegularFile(puzzles)) {
      throw new IllegalArgumentException("--puzzles: there is no file " + puzzles);
    }
    return new SearchOptions(
        model(repository.resolve(SHIPPED), given.text("--model", "sudoku")),
        puzzles,
        given.whole("--size", 0, 4, 16),
        given.whole("--count", 200, 1, MOST_PUZZLES),
        given.whole("--attempts", 64, 1, 1024),
        given.wholes("--depths", List.of(16, 32, 64), 1, 1024),
        given.words("--variations", all, all).stream().map(SearchPolicy.Variation::parse).toList(),
        given.whole("--slots", 64, 1, MOST_SLOTS),
        given.whole("--threads", 1, 1, 1024),
        given.whole("--seed", 1, 0, Integer.MAX_VALUE),
        given.path("--json"),
        given.path("--plot"));
  }

  private static Path model(Path shipped, String asked) {
    Path file = Path.of(asked).toAbsolutePath();
    for (Path each : List.of(file, file.resolve(FILE), shipped.resolve(asked).resolve(FILE))) {
      if (Files.isRegularFile(each)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "--model: '" + asked + "' is no file, no directory with " + FILE + " and no shipped model");
  }

  /** The model's name. */
  String modelName() {
    Path file = model.getFileName();
    Path parent = model.getParent();
    return FILE.equals(String.valueOf(file)) && parent != null
        ? String.valueOf(parent.getFileName())
        : String.valueOf(file);
  }
}
