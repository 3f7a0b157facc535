package dev.trm.puzzles.maze;

import dev.trm.puzzles.Neighbours;
import java.util.ArrayList;
import java.util.List;

/**
 * The passable cells of a maze and their neighbours. The network has two symbols: on the path, or
 * not. Start and goal are given as on the path and walls as not, and open cells are blank, so that
 * the network learns only the path.
 */
final class MazeNeighbours implements Neighbours {
  private static final int ASKED = 1;
  private static final int ON_PATH = 2;
  private static final int OFF_PATH = 3;
  private static final int VOCABULARY = 4;

  private final List<List<Integer>> neighbours;

  MazeNeighbours(Maze maze) {
    List<List<Integer>> all = new ArrayList<>(maze.cells());
    for (int cell = 0; cell < maze.cells(); cell++) {
      List<Integer> near = new ArrayList<>(Maze.DIRECTIONS);
      for (int to = 0; to < Maze.DIRECTIONS && maze.token(cell) != Maze.WALL; to++) {
        int other = maze.neighbour(cell, to);
        if (other >= 0 && maze.token(other) != Maze.WALL) {
          near.add(other);
        }
      }
      all.add(List.copyOf(near));
    }
    neighbours = List.copyOf(all);
  }

  @Override
  public int cells() {
    return neighbours.size();
  }

  @Override
  public int vocabulary() {
    return VOCABULARY;
  }

  @Override
  public List<List<Integer>> neighbours() {
    return neighbours;
  }

  @Override
  public int[] question(int[] tokens) {
    int[] asked = answer(tokens);
    for (int cell = 0; cell < tokens.length; cell++) {
      if (tokens[cell] == Maze.OPEN) {
        asked[cell] = ASKED;
      }
    }
    return asked;
  }

  @Override
  public int[] answer(int[] tokens) {
    int[] marks = new int[tokens.length];
    for (int cell = 0; cell < tokens.length; cell++) {
      marks[cell] = tokens[cell] == Maze.WALL || tokens[cell] == Maze.OPEN ? OFF_PATH : ON_PATH;
    }
    return marks;
  }

  /** Takes only open cells from the network's answer. */
  @Override
  public int[] read(int[] question, int[] answer) {
    int[] tokens = question.clone();
    for (int cell = 0; cell < tokens.length; cell++) {
      if (tokens[cell] == Maze.OPEN && answer[cell] == ON_PATH) {
        tokens[cell] = Maze.PATH;
      }
    }
    return tokens;
  }
}
