package dev.trm.puzzles.arc;

import dev.trm.puzzles.grid.Grid;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task: pairs that show its rule, and inputs to apply it to.
 *
 * @param id as in the file, {@code 007bbfb7}
 * @param train at least one
 * @param test at least one
 */
public record ArcTask(String id, List<Pair> train, List<Test> test) {

  /** A question and its answer. */
  public record Pair(Grid input, Grid output) {}

  /**
   * A question whose answer may be kept apart.
   *
   * @param solution null where it is not known
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
}
