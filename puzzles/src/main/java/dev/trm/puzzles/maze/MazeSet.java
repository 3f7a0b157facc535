package dev.trm.puzzles.maze;

import dev.trm.puzzles.HeldOutSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Generated mazes to train on and, apart from them, mazes to judge by: no held-out maze becomes
 * another or a training one by turning or flipping. Equal recipes give equal sets.
 *
 * @param heldOut at most as many as were asked for, fewer where there are not so many
 */
public record MazeSet(List<LabelledMaze> training, List<LabelledMaze> heldOut) {

  public MazeSet {
    training = List.copyOf(training);
    heldOut = List.copyOf(heldOut);
  }

  /**
   * What to generate.
   *
   * @param training mazes to train on; those equivalent to a held-out one are left out of them
   * @param heldOut mazes to judge by, at least 1
   */
  public record Recipe(MazeShape shape, int training, int heldOut, long seed) {

    public Recipe {
      HeldOutSplit.requireSome("training", training);
      HeldOutSplit.requireSome("heldOut", heldOut);
    }
  }

  /**
   * Generates a set, on all processors.
   *
   * @throws IllegalArgumentException if a long search found no path of so many steps
   */
  public static MazeSet generate(Recipe recipe) {
    HeldOutSplit<LabelledMaze> split =
        HeldOutSplit.generate(
            recipe.training(),
            recipe.heldOut(),
            recipe.seed(),
            (count, seed) -> block(recipe.shape(), count, seed),
            maze -> maze.question().canonicalForm());
    return new MazeSet(split.training(), split.heldOut());
  }

  private static List<LabelledMaze> block(MazeShape shape, int count, long seed) {
    MazeGenerator generator = new MazeGenerator(shape, seed);
    List<LabelledMaze> made = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Optional<LabelledMaze> maze = generator.next();
      made.add(
          maze.orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "leastSteps is "
                          + shape.leastSteps()
                          + "; a long search found no such path within "
                          + shape.width()
                          + "x"
                          + shape.height())));
    }
    return made;
  }

  /** Names the data that a model was made from; see {@link HeldOutSplit#sha256}. */
  public String sha256() {
    return new HeldOutSplit<>(training, heldOut).sha256(MazeSet::bytes);
  }

  private static byte[] bytes(LabelledMaze maze) {
    Maze answer = maze.answer();
    byte[] bytes = new byte[2 + answer.cells()];
    bytes[0] = (byte) answer.height();
    bytes[1] = (byte) answer.width();
    for (int cell = 0; cell < answer.cells(); cell++) {
      bytes[2 + cell] = (byte) answer.token(cell);
    }
    return bytes;
  }
}
