package dev.trm.puzzles.maze;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Makes mazes: walls anywhere, 30 to 50 of 100 cells, a start and a goal with a shortest path of at
 * least so many steps. Equal seeds make equal mazes in equal order. Not thread-safe.
 *
 * <p>Far pairs are rare, one in 60,000 of more than 110 steps within 30×30, so the goal is looked
 * for among the cells that a search from the start finds far away; where there are none, the search
 * begins once more from the farthest.
 */
public final class MazeGenerator {

  /** Enough for one in thousands to qualify, few enough to end in seconds where none does. */
  private static final int MOST_TRIES = 100_000;

  private final MazeShape shape;
  private final SplittableRandom random;

  public MazeGenerator(MazeShape shape, long seed) {
    this.shape = shape;
    this.random = new SplittableRandom(seed);
  }

  /** The next maze; nothing where so long a path was not found in a long search. */
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
   * Leaves one shortest path: every other cell that lies on any becomes a wall. None is shorter
   * then, and each of that length has a cell of the kept path at every distance.
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
