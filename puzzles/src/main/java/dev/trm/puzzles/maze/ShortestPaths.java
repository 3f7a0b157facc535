package dev.trm.puzzles.maze;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Breadth-first search from a cell through all cells except walls: distances in steps. */
final class ShortestPaths {

  private final Maze maze;
  private final int from;
  private final int[] steps; // −1 where it does not reach
  private final int[] reached; // cells, nearest first
  private int count;

  private ShortestPaths(Maze maze, int from) {
    this.maze = maze;
    this.from = from;
    this.steps = new int[maze.cells()];
    this.reached = new int[maze.cells()];
  }

  static ShortestPaths from(Maze maze, int from) {
    ShortestPaths paths = new ShortestPaths(maze, from);
    paths.search();
    return paths;
  }

  private void search() {
    Arrays.fill(steps, -1);
    steps[from] = 0;
    reached[count++] = from;
    for (int next = 0; next < count; next++) {
      int cell = reached[next];
      for (int direction = 0; direction < Maze.DIRECTIONS; direction++) {
        int neighbour = maze.neighbour(cell, direction);
        if (neighbour >= 0 && steps[neighbour] < 0 && maze.token(neighbour) != Maze.WALL) {
          steps[neighbour] = steps[cell] + 1;
          reached[count++] = neighbour;
        }
      }
    }
  }

  /** Steps to a cell, −1 if it cannot be reached. */
  int steps(int cell) {
    return steps[cell];
  }

  /** The cell farthest away; among several, the one reached last. */
  int farthest() {
    return reached[count - 1];
  }

  /** Cells at least that far away, nearest first. */
  List<Integer> atLeast(int least) {
    List<Integer> cells = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (steps[reached[i]] >= least) {
        cells.add(reached[i]);
      }
    }
    return cells;
  }

  /**
   * The cells of a shortest path between a reachable cell and this search's origin, without both
   * ends. At every fork it prefers up, then left, then down, then right.
   */
  List<Integer> back(int cell) {
    List<Integer> path = new ArrayList<>();
    int at = cell;
    while (steps[at] > 1) {
      at = nearer(at);
      path.add(at);
    }
    return path;
  }

  private int nearer(int cell) {
    for (int direction = 0; direction < Maze.DIRECTIONS; direction++) {
      int neighbour = maze.neighbour(cell, direction);
      if (neighbour >= 0 && steps[neighbour] == steps[cell] - 1) {
        return neighbour;
      }
    }
    throw new IllegalStateException("cell " + cell + " was reached from no neighbour");
  }

  /** Whether there is exactly one shortest path to a reachable cell. */
  boolean unique(int cell) {
    int at = cell;
    while (steps[at] > 1) {
      int ways = 0;
      for (int direction = 0; direction < Maze.DIRECTIONS; direction++) {
        int neighbour = maze.neighbour(at, direction);
        ways += neighbour >= 0 && steps[neighbour] == steps[at] - 1 ? 1 : 0;
      }
      if (ways > 1) {
        return false;
      }
      at = nearer(at);
    }
    return true;
  }
}
