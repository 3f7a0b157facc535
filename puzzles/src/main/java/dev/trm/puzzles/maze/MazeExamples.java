package dev.trm.puzzles.maze;

import dev.trm.puzzles.Example;
import dev.trm.puzzles.ExampleSet;
import dev.trm.puzzles.grid.Dihedral;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Training mazes, each rotated or reflected at random. Mazes that are not square use only the four
 * symmetries that keep width and height.
 */
public final class MazeExamples implements ExampleSet {
  private static final int THE_ONLY_PUZZLE_ID = 0;

  private final List<LabelledMaze> mazes;
  private final List<Dihedral> symmetries;

  /**
   * @param mazes at least one, all of one size
   */
  public MazeExamples(List<LabelledMaze> mazes) {
    if (mazes.isEmpty()) {
      throw new IllegalArgumentException("mazes is empty; there is nothing to train on");
    }
    Maze first = mazes.get(0).question();
    for (LabelledMaze maze : mazes) {
      if (maze.question().width() != first.width() || maze.question().height() != first.height()) {
        throw new IllegalArgumentException("mazes are of several sizes; a model takes one");
      }
    }
    this.mazes = List.copyOf(mazes);
    this.symmetries = Dihedral.of(first.height(), first.width());
  }

  @Override
  public int size() {
    return mazes.size();
  }

  @Override
  public Example draw(int index, SplittableRandom random) {
    LabelledMaze maze = mazes.get(index);
    Dihedral how = symmetries.get(random.nextInt(symmetries.size()));
    Maze question = maze.question().turned(how);
    return new Example(
        question.tokens(),
        maze.answer().turned(how).tokens(),
        THE_ONLY_PUZZLE_ID,
        question.neighbours());
  }
}
