package dev.trm.puzzles;

import java.util.List;

/**
 * Which cells of a puzzle are adjacent and passable, for a network with {@code mixer: neighbours}.
 */
public interface Neighbours extends Relations {

  /** Each cell's neighbours, (cells); empty for a cell that can't be entered. */
  List<List<Integer>> neighbours();
}
