package dev.trm.puzzles.maze;

import dev.trm.puzzles.BrokenRule;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules for an answer to a maze: it changes only open cells to path cells, and the path is a
 * shortest one.
 */
final class MazeRules {

  private MazeRules() {}

  /**
   * The broken rules; empty if the answer is correct.
   *
   * @param question has a path from start to goal
   * @param answer of the same size
   */
  static List<BrokenRule> broken(Maze question, Maze answer) {
    List<BrokenRule> broken = new ArrayList<>();
    List<Integer> path = new ArrayList<>();
    int[] walkable = question.tokens();
    for (int cell = 0; cell < walkable.length; cell++) {
      int was = question.token(cell);
      int is = answer.token(cell);
      if (was == Maze.OPEN && is == Maze.PATH) {
        path.add(cell);
      } else {
        if (was != is) {
          broken.add(new BrokenRule("kept", question.place(cell), List.of(cell)));
        }
        if (was == Maze.OPEN) {
          walkable[cell] = Maze.WALL;
        }
      }
    }
    int start = question.find(Maze.START);
    int goal = question.find(Maze.GOAL);
    Maze walk = Maze.of(question.height(), question.width(), walkable);
    int shortest = ShortestPaths.from(question, start).steps(goal);
    if (ShortestPaths.from(walk, start).steps(goal) < 0) {
      broken.add(
          new BrokenRule(
              "connected", "the path does not lead from start to goal", List.of(start, goal)));
    } else if (path.size() != shortest - 1) {
      broken.add(
          new BrokenRule(
              "shortest",
              "the path has " + path.size() + " cells; a shortest has " + (shortest - 1),
              path));
    }
    return broken;
  }
}
