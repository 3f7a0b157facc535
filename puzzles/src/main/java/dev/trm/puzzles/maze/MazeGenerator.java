package dev.trm.puzzles.maze;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Generates mazes: random walls in 30 to 50 % of the cells, a start, and a goal whose shortest path
 * has at least a given number of steps. Equal seeds generate equal mazes in equal order. Not
 * thread-safe.
 *
 * <p>Distant pairs are rare: in 30×30, one in 60,000 has more than 110 steps. So the goal is chosen
 * among the cells that a search from the start finds far enough; if there are none, the search is
 * repeated from the farthest cell.
 */
public final class MazeGenerator {

  /**
   * Large enough for mazes that one in thousands of tries gives, small enough to end in seconds if
   * there are none.
   */
  private static final int MOST_TRIES = 100_000;

  private final MazeShape shape;
  private final SplittableRandom random;

  public MazeGenerator(MazeShape shape, long seed) {
    this.shape = shape;
    this.random = new SplittableRandom(seed);
  }

  /** The next maze; empty if a long search finds no path of that length. */
  public Optional<LabelledMaze> next() {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Optional<LabelledMaze> made = attempt();
      if (made.isPresent()) {
        return made;
      }
    }
    return Optional.empty();
  }

  private Optional<LabelledMaze> attempt() {
    int cells = shape.width() * shape.height();
    int walls = random.nextInt(cells * 3 / 10, cells / 2 + 1);
    int[] order = shuffled(cells);
    int[] tokens = new int[cells];
    Arrays.fill(tokens, Maze.OPEN);
    for (int i = 0; i < walls; i++) {
      tokens[order[i]] = Maze.WALL;
    }
    Maze maze = Maze.of(shape.height(), shape.width(), tokens);
    int from = order[walls + random.nextInt(cells - walls)];
    ShortestPaths paths = ShortestPaths.from(maze, from);
    List<Integer> far = paths.atLeast(shape.leastSteps());
    if (far.isEmpty()) {
      from = paths.farthest();
      paths = ShortestPaths.from(maze, from);
      far = paths.atLeast(shape.leastSteps());
    }
    if (far.isEmpty()) {
      return Optional.empty();
    }
    int to = far.get(random.nextInt(far.size()));
    boolean swapped = random.nextBoolean();
    tokens[from] = swapped ? Maze.GOAL : Maze.START;
    tokens[to] = swapped ? Maze.START : Maze.GOAL;
    if (shape.unique()) {
      wallOffOthers(maze, paths, to, tokens);
    }
    return Optional.of(LabelledMaze.of(Maze.of(shape.height(), shape.width(), tokens)));
  }

  /**
   * Makes the shortest path unique: every other cell on any shortest path becomes a wall. No
   * shorter path appears, and every path of that length has a cell of the kept path at every
   * distance.
   */
  private static void wallOffOthers(Maze maze, ShortestPaths paths, int to, int[] tokens) {
    ShortestPaths back = ShortestPaths.from(maze, to);
    List<Integer> kept = paths.back(to);
    int steps = paths.steps(to);
    for (int cell = 0; cell < tokens.length; cell++) {
      if (tokens[cell] == Maze.OPEN
          && paths.steps(cell) >= 0
          && paths.steps(cell) + back.steps(cell) == steps
          && !kept.contains(cell)) {
        tokens[cell] = Maze.WALL;
      }
    }
  }

  private int[] shuffled(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
