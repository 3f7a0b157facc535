package dev.trm.puzzles.arc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.puzzles.grid.Dihedral;
import dev.trm.puzzles.grid.Grid;
import dev.trm.puzzles.grid.GridLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Properties of every set of tasks, of the public ones as well as the fixture. */
final class ArcRoundTrip {

  private static final int PERMUTATIONS = 20;

  private ArcRoundTrip() {}

  /**
   * Converts every grid to tokens and back, at the corner and elsewhere, and applies the eight
   * symmetries and twenty permutations of colours each with their inverses.
   *
   * @return the number of grids
   */
  static int everyGridComesBack(List<ArcTask> tasks, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int grids = 0;
    for (ArcTask task : tasks) {
      for (Grid grid : grids(task)) {
        grids++;
        tokensComeBack(grid, random);
        for (int symmetry = 0; symmetry < 8; symmetry++) {
          for (int i = 0; i < PERMUTATIONS; i++) {
            ArcAugmentation augmentation = augmentation(symmetry, random);
            Grid changed = augmentation.apply(grid);
            Grid read = GridLayout.ARC.read(GridLayout.ARC.tokens(changed));
            assertThat(augmentation.undo(read))
                .as("%s of %s", augmentation, task.id())
                .isEqualTo(grid);
          }
        }
      }
    }
    return grids;
  }

  private static List<Grid> grids(ArcTask task) {
    return Stream.concat(
            task.train().stream().flatMap(pair -> Stream.of(pair.input(), pair.output())),
            task.test().stream()
                .flatMap(test -> Stream.concat(Stream.of(test.input()), test.known().stream())))
        .toList();
  }

  /**
   * Reads the grid back from its place by the layout's rule: ends right and below, the rest
   * padding.
   */
  private static void tokensComeBack(Grid grid, SplittableRandom random) {
    assertThat(GridLayout.ARC.read(GridLayout.ARC.tokens(grid))).isEqualTo(grid);
    int top = random.nextInt(31 - grid.height());
    int left = random.nextInt(31 - grid.width());
    int[] tokens = GridLayout.ARC.tokens(grid, top, left);
    for (int row = 0; row < 30; row++) {
      for (int column = 0; column < 30; column++) {
        boolean inRows = row >= top && row < top + grid.height();
        boolean inColumns = column >= left && column < left + grid.width();
        int expected =
            inRows && inColumns
                ? grid.at(row - top, column - left) + 2
                : inColumns && row == top + grid.height() || inRows && column == left + grid.width()
                    ? 1
                    : 0;
        if (tokens[row * 30 + column] != expected) {
          throw new AssertionError(
              grid + " at " + top + ", " + left + ": row " + row + ", " + column);
        }
      }
    }
  }

  private static ArcAugmentation augmentation(int symmetry, SplittableRandom random) {
    List<Integer> colours = new ArrayList<>();
    for (int colour = 1; colour <= 9; colour++) {
      colours.add(random.nextInt(colours.size() + 1), colour);
    }
    int[] names = new int[10];
    for (int colour = 1; colour <= 9; colour++) {
      names[colour] = colours.get(colour - 1);
    }
    return ArcAugmentation.of(Dihedral.of(symmetry), names);
  }

  /** A submission whose second attempts are correct, the first ones not. */
  static Map<String, List<ArcSubmission.Attempts>> perfect(List<ArcTask> tasks) {
    Map<String, List<ArcSubmission.Attempts>> attempts = new LinkedHashMap<>();
    for (ArcTask task : tasks) {
      attempts.put(
          task.id(),
          task.test().stream()
              .map(test -> test.known().orElseThrow())
              .map(right -> new ArcSubmission.Attempts(wrong(right), right))
              .toList());
    }
    return attempts;
  }

  /** The grid with one cell of another colour. */
  static Grid wrong(Grid grid) {
    int[] cells = new int[grid.height() * grid.width()];
    for (int cell = 0; cell < cells.length; cell++) {
      cells[cell] = grid.at(cell / grid.width(), cell % grid.width());
    }
    cells[cells.length - 1] = (cells[cells.length - 1] + 1) % 10;
    return Grid.of(grid.height(), grid.width(), cells);
  }

  /** A perfect submission has the full score; with one wrong output it loses exactly that one. */
  static void submissionsAreScored(List<ArcTask> tasks) {
    int outputs = tasks.stream().mapToInt(task -> task.test().size()).sum();
    Map<String, List<ArcSubmission.Attempts>> attempts = perfect(tasks);

    ArcSubmission perfect = ArcSubmission.of(new ArcSubmission(attempts).json());
    assertThat(ArcScore.of(perfect, tasks))
        .isEqualTo(new ArcScore(outputs, outputs, tasks.size(), tasks.size(), 1, List.of()));

    ArcTask planted = tasks.get(tasks.size() / 2);
    List<ArcSubmission.Attempts> wrong = new ArrayList<>(attempts.get(planted.id()));
    Grid bad = wrong(planted.test().get(0).known().orElseThrow());
    wrong.set(0, new ArcSubmission.Attempts(bad, bad));
    attempts.put(planted.id(), wrong);
    ArcScore score = ArcScore.of(ArcSubmission.of(new ArcSubmission(attempts).json()), tasks);
    assertThat(score.outputsRight()).isEqualTo(outputs - 1);
    assertThat(score.tasksSolved()).isEqualTo(tasks.size() - 1);
    assertThat(score.taskScore())
        .isCloseTo(
            (tasks.size() - 1.0 / planted.test().size()) / tasks.size(),
            org.assertj.core.api.Assertions.within(1e-12));
  }
}
