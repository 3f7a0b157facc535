package dev.trm.puzzles;

import java.util.List;

/**
 * One rule that an answer breaks.
 *
 * @param rule of a Sudoku {@code row}, {@code column}, {@code box}, {@code blank} or {@code given};
 *     of a maze {@code kept}, {@code connected} or {@code shortest}
 * @param where for people, {@code row 3}
 * @param cells the cells concerned, counted from 0, row by row
 */
public record BrokenRule(String rule, String where, List<Integer> cells) {

  public BrokenRule {
    cells = List.copyOf(cells);
  }
}
