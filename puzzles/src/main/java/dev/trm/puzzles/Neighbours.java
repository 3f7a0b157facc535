package dev.trm.puzzles;

import java.util.List;

/**
 * Which cells of a puzzle lie next to each other and can be stepped between; for a network with
 * {@code mixer: neighbours}.
 */
public interface Neighbours extends Relations {

  /** Each cell's neighbours, (cells); none for a cell that can't be entered. */
  List<List<Integer>> neighbours();
}
