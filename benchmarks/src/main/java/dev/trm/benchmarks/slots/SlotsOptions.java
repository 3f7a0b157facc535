package dev.trm.benchmarks.slots;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is asked for on the command line.
 *
 * @param model directory with {@code model.safetensors} and {@code manifest.json}
 * @param puzzles over all rounds
 * @param rounds in each of which all sides solve the same puzzles
 * @param givens of the puzzles
 * @param slots puzzles at a time
 * @param threads native threads
 * @param seed of the puzzles
 * @param json whether the report is JSON
 */
record SlotsOptions(
    Path model,
    int puzzles,
    int rounds,
    Givens givens,
    int slots,
    int threads,
    long seed,
    boolean json) {
  static final String USAGE =
      "usage: trm bench slots [--puzzles N] [--rounds N] [--givens LEAST-MOST|minimal]"
          + " [--slots N] [--threads N] [--seed S] [--model DIRECTORY] [--json]";

  private static final String SHIPPED =
      "shipped-models/src/main/resources/dev/trm/models/sudoku-9x9";
  private static final int MOST_PUZZLES = 1_000_000;
  private static final int MOST_SLOTS = 4096;

  /**
   * How many cells are given.
   *
   * @param minimal whether no given can be left out, whatever the others say
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
        int least = (int) whole("--givens", ends[0], FEWEST, CELLS - 1);
        return new Givens(false, least, (int) whole("--givens", ends[1], least, CELLS - 1));
      }
      throw new IllegalArgumentException("--givens: '" + text + "' is not as 32-50, nor 'minimal'");
    }

    @Override
    public String toString() {
      return minimal ? "minimal puzzles" : "puzzles with " + least + " to " + most + " givens";
    }
  }

  /**
   * Reads arguments.
   *
   * @param repository where the shipped models are
   * @throws IllegalArgumentException naming the one that is wrong
   */
  static SlotsOptions parse(Path repository, String... arguments) {
    Path model = repository.resolve(SHIPPED);
    int puzzles = 10_000;
    int rounds = 5;
    Givens givens = new Givens(false, 32, 50);
    int slots = 64;
    int threads = 1;
    long seed = 1;
    boolean json = false;
    for (int i = 0; i < arguments.length; i++) {
      String name = arguments[i];
      if (name.equals("--json")) {
        json = true;
        continue;
      }
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(name + ": a value must follow");
      }
      String value = arguments[++i];
      switch (name) {
        case "--model":
          model = Path.of(value).toAbsolutePath();
          break;
        case "--puzzles":
          puzzles = (int) whole(name, value, 1, MOST_PUZZLES);
          break;
        case "--rounds":
          rounds = (int) whole(name, value, 1, 1000);
          break;
        case "--givens":
          givens = Givens.parse(value);
          break;
        case "--slots":
          slots = (int) whole(name, value, 1, MOST_SLOTS);
          break;
        case "--threads":
          threads = (int) whole(name, value, 1, 1024);
          break;
        case "--seed":
          seed = whole(name, value, Long.MIN_VALUE, Long.MAX_VALUE);
          break;
        default:
          throw new IllegalArgumentException("unknown option '" + name + "'");
      }
    }
    if (puzzles % rounds != 0) {
      throw new IllegalArgumentException(
          "--puzzles: " + puzzles + " cannot be shared evenly by " + rounds + " rounds");
    }
    if (!Files.isRegularFile(model.resolve("manifest.json"))) {
      throw new IllegalArgumentException("--model: " + model + " has no manifest.json");
    }
    return new SlotsOptions(model, puzzles, rounds, givens, slots, threads, seed, json);
  }

  private static long whole(String name, String value, long least, long most) {
    long number;
    try {
      number = Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": '" + value + "' is no whole number", e);
    }
    if (number < least || number > most) {
      throw new IllegalArgumentException(name + ": " + value + " must be " + least + " to " + most);
    }
    return number;
  }
}
