package dev.trm.trainer;

import dev.trm.model.Compute;
import dev.trm.puzzles.constraints.Variant;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code ./trm accuracy}.
 *
 * @param directory with model.safetensors and manifest.json
 * @param puzzles a file; null for fresh puzzles
 * @param variant of Sudoku of the fresh puzzles; null for the model's training kinds
 * @param size side of the variant's puzzles
 * @param count number of puzzles of each group, at least 1
 * @param attempts maximum number of attempts of each puzzle, at least 1; 1 means no search
 * @param cycles maximum number of cycles of each attempt; null for the model's
 */
record AccuracyOptions(
    Path directory,
    @Nullable Path puzzles,
    @Nullable Variant variant,
    int size,
    int count,
    int attempts,
    @Nullable Integer cycles,
    Compute compute,
    boolean json) {

  static final String USAGE =
      "usage: accuracy DIRECTORY [--puzzles FILE | --variant V [--size N]] [--count N]\n"
          + "                [--attempts N] [--cycles N] [--threads N] [--precision P] [--json]\n"
          + "  DIRECTORY holds model.safetensors and manifest.json\n"
          + "  --puzzles FILE   puzzles in any form that docs/puzzle-files.md lists; by default\n"
          + "                   fresh puzzles, none equivalent to one that it was trained on\n"
          + "  --variant V      fresh puzzles of latin, x-sudoku, jigsaw or windoku, also where it\n"
          + "                   was not trained on such; of --size, by default 9\n"
          + "  --count N        puzzles of each group, by default 1000\n"
          + "  --attempts N     further attempts at puzzles whose answer breaks the rules, up to N\n"
          + "                   in all, by default 1\n"
          + "  --cycles N       cycles of each attempt, by default the model's\n"
          + "  --threads N      by default 1\n"
          + "  --precision P    float32 (the default), bfloat16 or auto\n"
          + "  --json           one JSON object";

  /**
   * @throws IllegalArgumentException naming the option and its value
   */
  static AccuracyOptions parse(List<String> arguments) {
    Path directory = null;
    Path puzzles = null;
    Variant variant = null;
    int size = 9;
    int count = 1000;
    int attempts = 1;
    Integer cycles = null;
    int threads = 1;
    String precision = "float32";
    boolean json = false;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      switch (argument) {
        case "--json" -> json = true;
        case "--puzzles" -> puzzles = Path.of(value(arguments, ++i));
        case "--variant" -> variant = Variant.of(value(arguments, ++i));
        case "--size" -> size = whole(arguments, ++i, 16);
        case "--count" -> count = whole(arguments, ++i, 1_000_000);
        case "--attempts" -> attempts = whole(arguments, ++i, 1024);
        case "--cycles" -> cycles = whole(arguments, ++i, 4096);
        case "--threads" -> threads = whole(arguments, ++i, 1024);
        case "--precision" -> precision = value(arguments, ++i);
        default -> {
          if (argument.startsWith("-") || directory != null) {
            throw new IllegalArgumentException("'" + argument + "' is not known here");
          }
          directory = Path.of(argument);
        }
      }
    }
    if (directory == null) {
      throw new IllegalArgumentException("DIRECTORY is missing");
    }
    if (puzzles != null && variant != null) {
      throw new IllegalArgumentException("--variant makes puzzles; leave --puzzles out");
    }
    return new AccuracyOptions(
        directory,
        puzzles,
        variant,
        size,
        count,
        attempts,
        cycles,
        Compute.parse("auto", precision, threads),
        json);
  }

  private static String value(List<String> arguments, int at) {
    if (at >= arguments.size()) {
      throw new IllegalArgumentException(arguments.get(at - 1) + " needs a value");
    }
    return arguments.get(at);
  }

  private static int whole(List<String> arguments, int at, int most) {
    String text = value(arguments, at);
    try {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(bounds(arguments.get(at - 1), text, most), e);
    }
    throw new IllegalArgumentException(bounds(arguments.get(at - 1), text, most));
  }

  private static String bounds(String option, String text, int most) {
    return option + " is '" + text + "'; it must be a whole number 1 to " + most;
  }
}
