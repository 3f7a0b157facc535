package dev.trm.puzzles.arc;

import dev.trm.puzzles.grid.Grid;
import dev.trm.puzzles.grid.GridLayout;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task: pairs that demonstrate its rule, and inputs to which the rule is to be applied.
 *
 * @param id as in the file, {@code 007bbfb7}
 * @param train at least one
 * @param test at least one
 */
public record ArcTask(String id, List<Pair> train, List<Test> test) {

  /** A question and its answer. */
  public record Pair(Grid input, Grid output) {}

  /**
   * A question whose solution may be unknown.
   *
   * @param solution null if it is not known
   */
  public record Test(Grid input, @Nullable Grid solution) {

    public Optional<Grid> known() {
      return Optional.ofNullable(solution);
    }
  }

  public ArcTask {
    train = List.copyOf(train);
    test = List.copyOf(test);
    if (train.isEmpty() || test.isEmpty()) {
      throw new IllegalArgumentException(
          (train.isEmpty() ? "train" : "test") + " of task " + id + " is empty");
    }
  }

  /** The task without its solutions, so that nothing derived from it can depend on a solution. */
  public ArcTask unsolved() {
    return new ArcTask(id, train, test.stream().map(each -> new Test(each.input(), null)).toList());
  }

  /**
   * Rejects a task with a grid that does not fit a board.
   *
   * @throws dev.trm.puzzles.PuzzleFormatException naming the grid's place in the task
   */
  public void requireFit(GridLayout board) {
    for (int i = 0; i < train.size(); i++) {
      String at = "/train/" + i;
      requireFit(board, train.get(i).input(), at + "/input");
      requireFit(board, train.get(i).output(), at + "/output");
    }
    for (int i = 0; i < test.size(); i++) {
      String at = "/test/" + i;
      requireFit(board, test.get(i).input(), at + "/input");
      Grid solution = test.get(i).solution();
      if (solution != null) {
        requireFit(board, solution, at + "/output");
      }
    }
  }

  private static void requireFit(GridLayout board, Grid grid, String at) {
    board.requireFit(grid, at, at);
  }
}
