package dev.trm.puzzles.constraints;

import dev.trm.puzzles.Shuffle;
import java.util.SplittableRandom;

/**
 * Generates puzzles of a variant with exactly one solution. Equal seeds generate equal puzzles in
 * equal order. Not thread-safe.
 */
public final class ConstraintsGenerator {
  /** Backtracks after which filling a board restarts, with another start or other regions. */
  private static final int TO_FILL = 200;

  /** Fillings tried with the same regions, some of which allow none. */
  private static final int FILLINGS = 5;

  /**
   * Backtracks after which a given stays, because its removal is not proven to keep the solution
   * unique.
   */
  private static final int TO_PROVE = 2_000;

  private final Variant variant;
  private final int side;
  private final SplittableRandom random;
  private ConstraintBoard board;
  private GroupSolver solver;

  /**
   * @throws IllegalArgumentException if the variant does not support that side
   */
  public ConstraintsGenerator(Variant variant, int side, long seed) {
    variant.requireSide(side);
    this.variant = variant;
    this.side = side;
    this.random = new SplittableRandom(seed);
    this.board = variant.board(side, random);
    this.solver = new GroupSolver(board.relations());
  }

  /** A puzzle from which no given can be removed, as far as a bounded search proves. */
  public RatedConstraints minimal() {
    return withGivens(0);
  }

  /**
   * A puzzle with that many givens, or more if removal reached a minimal puzzle first.
   *
   * @param givens 0 to the number of cells
   */
  public RatedConstraints withGivens(int givens) {
    if (givens < 0 || givens > side * side) {
      throw new IllegalArgumentException(
          "givens is " + givens + "; it must be 0 to " + side * side);
    }
    int[] solution = solution();
    int[] puzzle = solution.clone();
    int left = puzzle.length;
    for (int cell : Shuffle.of(puzzle.length, random)) {
      if (left <= givens) {
        break;
      }
      puzzle[cell] = 0;
      if (solver.solvableWithout(puzzle, cell, solution[cell], TO_PROVE)) {
        puzzle[cell] = solution[cell];
      } else {
        left--;
      }
    }
    return new RatedConstraints(board, puzzle, solution, solver.backtracks(puzzle));
  }

  private int[] solution() {
    while (true) {
      if (variant == Variant.JIGSAW) {
        board = variant.board(side, random);
        solver = new GroupSolver(board.relations());
      }
      for (int i = 0; i < FILLINGS; i++) {
        int[] filled = solver.solve(new int[side * side], random, TO_FILL);
        if (filled != null) {
          return filled;
        }
      }
    }
  }
}
