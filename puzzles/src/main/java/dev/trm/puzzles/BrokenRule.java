package dev.trm.puzzles;

import java.util.List;

/**
 * A rule that an answer breaks.
 *
 * @param rule for a Sudoku {@code row}, {@code column}, {@code box}, {@code blank} or {@code
 *     given}; for a maze {@code kept}, {@code connected} or {@code shortest}
 * @param where the place, for people: {@code row 3}
 * @param cells the cells that break it, counted from 0, row by row
 */
public record BrokenRule(String rule, String where, List<Integer> cells) {

  public BrokenRule {
    cells = List.copyOf(cells);
  }
}
