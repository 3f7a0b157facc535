package dev.trm.puzzles.maze;

/**
 * The size and path of generated mazes.
 *
 * @param width 3 to 30
 * @param height 3 to 30
 * @param unique whether the shortest path is the only one
 * @param leastSteps minimum number of steps from start to goal, at least 1
 */
public record MazeShape(int width, int height, boolean unique, int leastSteps) {

  public MazeShape {
    Maze.requireSide("width", width);
    Maze.requireSide("height", height);
    int most = width * height - 1;
    if (leastSteps < 1 || leastSteps > most) {
      throw new IllegalArgumentException(
          "leastSteps is "
              + leastSteps
              + "; within "
              + width
              + "x"
              + height
              + " it must be 1 to "
              + most);
    }
  }
}
