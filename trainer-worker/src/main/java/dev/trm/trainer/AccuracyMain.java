package dev.trm.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.DatasetSpec;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobJson;
import dev.trm.model.Compute;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.maze.LabelledMaze;
import dev.trm.puzzles.maze.MazeGenerator;
import dev.trm.puzzles.maze.MazeSet;
import dev.trm.puzzles.maze.MazeShape;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import dev.trm.puzzles.sudoku.SudokuCanonicalForm;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSet;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.logging.LogManager;
import java.util.stream.Collectors;

/**
 * Prints how many puzzles a model solves, in each halt mode, with mean cycles: on fresh puzzles
 * none of which is equivalent to one it was trained on, or on those of a file.
 */
public final class AccuracyMain {
  private static final String USAGE =
      "usage: accuracy DIRECTORY [--puzzles FILE] [--count N]\n"
          + "  DIRECTORY holds model.safetensors and manifest.json\n"
          + "  --puzzles FILE   Sudokus or mazes in any form that docs/puzzle-files.md lists;\n"
          + "                   by default fresh puzzles\n"
          + "  --count N        puzzles of each group, by default 1000";
  private static final long FRESH = 0x5EEDL;
  private static final int[] RATINGS = {0, 1, 4, 11, 31, Integer.MAX_VALUE};

  private final TrmWeights weights;
  private final PrintStream out;

  private AccuracyMain(TrmWeights weights, PrintStream out) {
    this.weights = weights;
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException {
    LogManager.getLogManager(); // before any thread logs
    Path directory = null;
    Path file = null;
    int count = 1000;
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--puzzles") && i + 1 < arguments.length) {
        file = Path.of(arguments[++i]);
      } else if (arguments[i].equals("--count") && i + 1 < arguments.length) {
        count = Integer.parseInt(arguments[++i]);
      } else if (directory == null && !arguments[i].startsWith("-")) {
        directory = Path.of(arguments[i]);
      } else {
        System.err.println(USAGE);
        System.exit(2);
      }
    }
    if (directory == null || count < 1) {
      System.err.println(USAGE);
      System.exit(2);
      return;
    }
    TrmWeights weights = TrmWeights.read(directory.resolve("model.safetensors"));
    AccuracyMain main = new AccuracyMain(weights, System.out);
    if (file != null) {
      main.report(file, count);
      return;
    }
    JsonNode manifest = JobJson.parse(Files.readString(directory.resolve("manifest.json")));
    DatasetSpec trainedOn = JobJson.read(manifest.path("dataset"), DatasetSpec.class);
    if (trainedOn instanceof DatasetSpec.Sudoku sudokus) {
      main.report(PuzzleKind.SUDOKU, fresh(sudokus, count));
    } else if (trainedOn instanceof DatasetSpec.Mazes mazes) {
      main.report(PuzzleKind.MAZE, Map.of("fresh", fresh(mazes, count)));
    } else {
      System.err.println(
          "the model was trained on an uploaded data set, of which no fresh puzzles can be made;"
              + " its run tells how it did on those held out");
      System.exit(1);
    }
  }

  private static List<LabelledMaze> fresh(DatasetSpec.Mazes trainedOn, int count) {
    MazeShape shape =
        new MazeShape(
            trainedOn.width(), trainedOn.height(), trainedOn.unique(), trainedOn.leastSteps());
    Set<String> known =
        MazeSet.generate(
                new MazeSet.Recipe(
                    shape, trainedOn.puzzles(), trainedOn.heldOut(), trainedOn.seed()))
            .training()
            .parallelStream()
            .map(maze -> maze.question().canonicalForm())
            .collect(Collectors.toCollection(HashSet::new));
    MazeGenerator generator = new MazeGenerator(shape, FRESH);
    return fresh(
        known,
        count,
        () -> generator.next().orElseThrow(),
        maze -> maze.question().canonicalForm());
  }

  /** Groups by givens, as users ask: easy, middling, and minimal puzzles. */
  private static Map<String, List<RatedPuzzle>> fresh(DatasetSpec.Sudoku trainedOn, int count) {
    SudokuSet.Recipe recipe = trainedOn.recipe();
    Set<String> known =
        SudokuSet.generate(recipe).training().parallelStream()
            .map(AccuracyMain::form)
            .collect(Collectors.toCollection(HashSet::new));
    SudokuGenerator generator = new SudokuGenerator(recipe.size(), FRESH);
    SplittableRandom random = new SplittableRandom(FRESH);
    int cells = recipe.size().cells();
    Map<String, List<RatedPuzzle>> groups = new LinkedHashMap<>();
    if (recipe.size() == SudokuSize.NINE) {
      groups.put(
          "36-50 givens", fresh(known, count, () -> generator.withGivens(random.nextInt(36, 51))));
      groups.put(
          "29-34 givens", fresh(known, count, () -> generator.withGivens(random.nextInt(29, 35))));
    } else {
      int least = cells * 3 / 10;
      int most = cells * 6 / 10;
      groups.put(
          least + "-" + most + " givens",
          fresh(known, count, () -> generator.withGivens(random.nextInt(least, most + 1))));
    }
    groups.put("minimal", fresh(known, count, generator::minimal));
    return groups;
  }

  /** Distinct ones as long as there are any; a small size has only so many. */
  private static List<RatedPuzzle> fresh(
      Set<String> known, int count, Supplier<RatedPuzzle> source) {
    return fresh(known, count, source, AccuracyMain::form);
  }

  private static <P> List<P> fresh(
      Set<String> known, int count, Supplier<P> source, Function<P, String> form) {
    List<P> fresh = new ArrayList<>();
    for (int tries = 0; tries < 50 * count && fresh.size() < count; tries++) {
      P puzzle = source.get();
      if (!known.contains(form.apply(puzzle))) {
        fresh.add(puzzle);
      }
    }
    return fresh;
  }

  private static String form(RatedPuzzle puzzle) {
    return SudokuCanonicalForm.of(puzzle.puzzle(), puzzle.solution());
  }

  private void report(Path file, int count) throws IOException {
    PuzzleSample sample;
    try {
      sample = PuzzleSample.of(file, count, weights.config().sequenceLength());
    } catch (PuzzleFormatException e) {
      System.err.println("accuracy: " + e.getMessage());
      System.exit(2);
      return;
    }
    sample.problems().forEach(System.err::println);
    report(sample.kind(), Map.of(String.valueOf(file.getFileName()), sample.puzzles()));
  }

  private void report(
      PuzzleKind kind, Map<String, ? extends List<? extends HeldOutPuzzle>> groups) {
    out.printf("%-22s %7s   %-16s %-16s %-16s%n", "", "puzzles", "fixed", "head", "checked");
    List<Evaluation.Outcome> all = new ArrayList<>();
    groups.forEach(
        (name, puzzles) -> {
          if (!puzzles.isEmpty()) {
            Evaluation evaluation =
                new Evaluator(weights.config().maxCycles(), Compute.exact(1))
                    .evaluate(weights, kind, List.copyOf(puzzles), () -> false)
                    .orElseThrow();
            all.addAll(evaluation.outcomes());
            line(name, evaluation, evaluation::exactAccuracy);
            if (kind == PuzzleKind.MAZE) {
              line("  any shortest path", evaluation, evaluation::validAccuracy);
            }
          }
        });
    if (kind != PuzzleKind.SUDOKU) {
      return;
    }
    out.println("by rating (backtracks)");
    for (int i = 0; i + 1 < RATINGS.length; i++) {
      int from = RATINGS[i];
      int below = RATINGS[i + 1];
      List<Evaluation.Outcome> band =
          all.stream()
              .filter(
                  each ->
                      each.measure(RatedPuzzle.BACKTRACKS) >= from
                          && each.measure(RatedPuzzle.BACKTRACKS) < below)
              .toList();
      if (!band.isEmpty()) {
        String name = below == Integer.MAX_VALUE ? from + " or more" : from + "-" + (below - 1);
        Evaluation evaluation = new Evaluation(kind, band);
        line("  " + name, evaluation, evaluation::exactAccuracy);
      }
    }
  }

  private void line(String name, Evaluation evaluation, ToDoubleFunction<HaltMode> accuracy) {
    Function<HaltMode, String> figures =
        mode ->
            String.format(
                Locale.ROOT,
                "%6.2f %% (%.1f)",
                100 * accuracy.applyAsDouble(mode),
                evaluation.meanCycles(mode));
    out.printf(
        "%-22s %7d   %-16s %-16s %-16s%n",
        name,
        evaluation.outcomes().size(),
        figures.apply(HaltMode.FIXED),
        figures.apply(HaltMode.HEAD),
        figures.apply(HaltMode.CHECKED));
  }
}
