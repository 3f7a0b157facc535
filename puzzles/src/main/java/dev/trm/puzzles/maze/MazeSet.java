package dev.trm.puzzles.maze;

import dev.trm.puzzles.HeldOutSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Generated training and held-out mazes. No held-out maze is equivalent to another one or to a
 * training maze under rotation and reflection. Equal recipes give equal sets.
 *
 * @param heldOut at most the requested number; fewer if there are not enough different mazes
 */
public record MazeSet(List<LabelledMaze> training, List<LabelledMaze> heldOut) {

  public MazeSet {
    training = List.copyOf(training);
    heldOut = List.copyOf(heldOut);
  }

  /**
   * The parameters of the generation.
   *
   * @param training number of training mazes; those equivalent to a held-out maze are removed
   * @param heldOut number of held-out mazes, at least 1
   */
  public record Recipe(MazeShape shape, int training, int heldOut, long seed) {

    public Recipe {
      HeldOutSplit.requireSome("training", training);
      HeldOutSplit.requireSome("heldOut", heldOut);
    }
  }

  /**
   * Generates a set on all processors.
   *
   * @throws IllegalArgumentException if a long search finds no path of that many steps
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

  /** Identifies a model's data; see {@link HeldOutSplit#sha256}. */
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
