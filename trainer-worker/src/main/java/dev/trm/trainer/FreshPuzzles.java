package dev.trm.trainer;

import dev.trm.jobs.DatasetSpec;
import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.constraints.ConstraintsGenerator;
import dev.trm.puzzles.constraints.ConstraintsSet;
import dev.trm.puzzles.constraints.RatedConstraints;
import dev.trm.puzzles.constraints.Variant;
import dev.trm.puzzles.maze.LabelledMaze;
import dev.trm.puzzles.maze.MazeGenerator;
import dev.trm.puzzles.maze.MazeSet;
import dev.trm.puzzles.maze.MazeShape;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import dev.trm.puzzles.sudoku.SudokuCanonicalForm;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSet;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Generates puzzles of the kinds and sizes that a model was trained on, none of them equivalent to
 * a training puzzle. For small sizes it regenerates the training puzzles to compare with them.
 * Large sizes need no comparison: there are some 10²⁵ inequivalent minimal 9×9 Sudokus, and more
 * mazes, so a repetition of one of a million is practically impossible.
 */
final class FreshPuzzles {
  private static final long SEED = 0x5EEDL;

  /** Puzzles generated for each requested one before a small size counts as exhausted. */
  private static final int TRIES = 50;

  /** The minimum side from which a repetition is practically impossible. */
  private static final int LARGE = 8;

  private FreshPuzzles() {}

  /**
   * @param count of each group; fewer if a size has fewer
   * @throws IllegalArgumentException if none can be generated
   */
  static List<EvaluationSet> of(DatasetSpec trainedOn, int count) {
    return trainedOn.match(
        sudoku -> sudokus(List.of(sudoku), count),
        constraints -> variants(List.of(constraints), count),
        maze -> List.of(mazes(maze, count)),
        uploaded -> {
          throw new IllegalArgumentException(
              "the model was trained on data set '"
                  + uploaded.name()
                  + "', of which no fresh puzzles can be made; its run has the figures of those"
                  + " held out, and --puzzles takes a file");
        },
        mix -> mixed(mix, count));
  }

  /**
   * Generates puzzles of a variant, even if the model was not trained on it.
   *
   * @param count of each group
   * @throws IllegalArgumentException if the variant does not support the size
   */
  static List<EvaluationSet> of(DatasetSpec trainedOn, Variant variant, int size, int count) {
    variant.requireSide(size);
    List<DatasetSpec.Constraints> same =
        of(trainedOn, DatasetSpec.Constraints.class).stream()
            .filter(each -> each.variant().equals(variant.wire()) && each.size() == size)
            .toList();
    return List.of(variant(variant, size, same, count));
  }

  private static List<EvaluationSet> mixed(DatasetSpec.Mix mix, int count) {
    List<EvaluationSet> groups = new ArrayList<>();
    groups.addAll(sudokus(of(mix, DatasetSpec.Sudoku.class), count));
    groups.addAll(variants(of(mix, DatasetSpec.Constraints.class), count));
    of(mix, DatasetSpec.Mazes.class).forEach(each -> groups.add(mazes(each, count)));
    return groups;
  }

  private static <D extends DatasetSpec> List<D> of(DatasetSpec data, Class<D> type) {
    List<DatasetSpec> all =
        data instanceof DatasetSpec.Mix mix
            ? mix.parts().stream().map(DatasetSpec.Mix.Part::dataset).toList()
            : List.of(data);
    return all.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static List<EvaluationSet> variants(List<DatasetSpec.Constraints> trainedOn, int count) {
    Map<String, List<DatasetSpec.Constraints>> alike = new LinkedHashMap<>();
    for (DatasetSpec.Constraints each : trainedOn) {
      alike.computeIfAbsent(each.variant() + " " + each.size(), any -> new ArrayList<>()).add(each);
    }
    return alike.values().stream()
        .map(same -> variant(Variant.of(same.get(0).variant()), same.get(0).size(), same, count))
        .toList();
  }

  private static EvaluationSet variant(
      Variant variant, int size, List<DatasetSpec.Constraints> trainedOn, int count) {
    Set<String> known = new HashSet<>();
    for (DatasetSpec.Constraints each :
        size < LARGE ? trainedOn : List.<DatasetSpec.Constraints>of()) {
      ConstraintsSet.generate(each.recipe()).training().parallelStream()
          .map(RatedConstraints::form)
          .forEachOrdered(known::add);
    }
    ConstraintsGenerator generator = new ConstraintsGenerator(variant, size, SEED);
    List<RatedConstraints> fresh = fresh(known, count, generator::minimal, RatedConstraints::form);
    return new EvaluationSet(
        variant.wire() + " " + size + "x" + size + " minimal",
        1,
        PuzzleKind.CONSTRAINTS,
        List.copyOf(fresh));
  }

  private static EvaluationSet mazes(DatasetSpec.Mazes trainedOn, int count) {
    MazeShape shape =
        new MazeShape(
            trainedOn.width(), trainedOn.height(), trainedOn.unique(), trainedOn.leastSteps());
    Set<String> known = new HashSet<>();
    if (Math.min(shape.width(), shape.height()) < LARGE) {
      MazeSet.generate(
              new MazeSet.Recipe(shape, trainedOn.puzzles(), trainedOn.heldOut(), trainedOn.seed()))
          .training()
          .parallelStream()
          .map(maze -> maze.question().canonicalForm())
          .forEachOrdered(known::add);
    }
    MazeGenerator generator = new MazeGenerator(shape, SEED);
    List<LabelledMaze> fresh =
        fresh(
            known,
            count,
            () -> generator.next().orElseThrow(),
            maze -> maze.question().canonicalForm());
    return new EvaluationSet(trainedOn.title(), 1, PuzzleKind.MAZE, List.copyOf(fresh));
  }

  /** Two groups of each size: puzzles with many givens, and minimal ones. */
  private static List<EvaluationSet> sudokus(List<DatasetSpec.Sudoku> trainedOn, int count) {
    Map<Integer, Set<String>> known = new TreeMap<>();
    for (DatasetSpec.Sudoku each : trainedOn) {
      Set<String> forms = known.computeIfAbsent(each.size(), any -> new HashSet<>());
      if (each.size() < LARGE) {
        SudokuSet.generate(each.recipe()).training().parallelStream()
            .map(FreshPuzzles::form)
            .forEachOrdered(forms::add);
      }
    }
    List<EvaluationSet> groups = new ArrayList<>();
    known.forEach((side, forms) -> groups.addAll(sudokus(SudokuSize.ofSide(side), forms, count)));
    return groups;
  }

  private static List<EvaluationSet> sudokus(SudokuSize size, Set<String> known, int count) {
    SudokuGenerator generator = new SudokuGenerator(size, SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    List<EvaluationSet> groups = new ArrayList<>();
    for (int[] givens : givens(size)) {
      add(
          groups,
          size,
          givens[0] + "-" + givens[1] + " givens",
          fresh(
              known,
              count,
              () -> generator.withGivens(random.nextInt(givens[0], givens[1] + 1)),
              FreshPuzzles::form));
    }
    add(groups, size, "minimal", fresh(known, count, generator::minimal, FreshPuzzles::form));
    return groups;
  }

  private static int[][] givens(SudokuSize size) {
    int cells = size.cells();
    return switch (size) {
      case NINE -> new int[][] {{30, 60}};
      case SIXTEEN -> new int[][] {{111, cells * 6 / 10}};
      default -> new int[][] {{cells * 3 / 10, cells * 6 / 10}};
    };
  }

  private static void add(
      List<EvaluationSet> groups,
      SudokuSize size,
      String name,
      List<? extends HeldOutPuzzle> fresh) {
    if (!fresh.isEmpty()) {
      groups.add(
          new EvaluationSet(
              size.side() + "x" + size.side() + " " + name,
              1,
              PuzzleKind.SUDOKU,
              List.copyOf(fresh)));
    }
  }

  private static String form(RatedPuzzle puzzle) {
    return SudokuCanonicalForm.of(puzzle.puzzle(), puzzle.solution());
  }

  /** None is a training puzzle, but some may repeat, because a small size has few. */
  private static <P> List<P> fresh(
      Set<String> known, int count, Supplier<P> source, Function<P, String> form) {
    List<P> fresh = new ArrayList<>();
    for (int tries = 0; tries < TRIES * count && fresh.size() < count; tries++) {
      P puzzle = source.get();
      if (!known.contains(form.apply(puzzle))) {
        fresh.add(puzzle);
      }
    }
    return fresh;
  }
}
