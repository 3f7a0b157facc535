package dev.trm.puzzles.constraints;

import java.util.List;

/**
 * A group of cells whose symbols must differ.
 *
 * @param kind {@code row}, {@code column}, {@code box}, {@code diagonal}, {@code window}, {@code
 *     region} or {@code group}
 * @param name for people: {@code row 3}
 * @param cells from 0, row by row
 */
record Group(String kind, String name, List<Integer> cells) {
  Group {
    cells = List.copyOf(cells);
  }
}
