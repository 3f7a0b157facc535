package dev.trm.puzzles.sudoku;

import dev.trm.puzzles.constraints.GroupSolver;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Solves Sudokus, proves that a solution is unique, and rates puzzles by backtracks. Not
 * thread-safe: it reuses its working memory.
 */
public final class SudokuSolver {
  private static final int UNBOUNDED = Integer.MAX_VALUE;

  private final GroupSolver solver;

  public SudokuSolver(SudokuSize size) {
    this.solver = new GroupSolver(size.relations());
  }

  /** A solution, if there is any. */
  public Optional<SudokuGrid> solve(SudokuGrid puzzle) {
    return grid(solver.solve(puzzle.digits()));
  }

  /**
   * Whether a bounded search proves that there is no solution. Without a bound, a nearly empty grid
   * could take hours.
   *
   * @param within backtracks after which the search gives up without a proof
   */
  public boolean provesContradiction(SudokuGrid puzzle, int within) {
    return solver.provesContradiction(puzzle.digits(), within);
  }

  /**
   * The solution if it is proven to be unique.
   *
   * @param within backtracks after which the search gives up without a proof
   */
  public Optional<SudokuGrid> onlySolution(SudokuGrid puzzle, int within) {
    return grid(solver.onlySolution(puzzle.digits(), within));
  }

  /**
   * Whether two solutions are found.
   *
   * @param within backtracks after which the search gives up
   */
  public boolean hasSeveralSolutions(SudokuGrid puzzle, int within) {
    return solver.solutions(puzzle.digits(), 2, within) > 1;
  }

  /** The number of solutions; counting stops at {@code limit}. */
  public int solutions(SudokuGrid puzzle, int limit) {
    return solver.solutions(puzzle.digits(), limit, UNBOUNDED);
  }

  /** The rating, see {@link GroupSolver#backtracks}. */
  public int backtracks(SudokuGrid puzzle) {
    return solver.backtracks(puzzle.digits());
  }

  /** Whether a solution with another digit in the cell exists. */
  boolean solvableWithout(int[] puzzle, int cell, int digit) {
    return solver.solvableWithout(puzzle, cell, digit, UNBOUNDED);
  }

  private static Optional<SudokuGrid> grid(int @Nullable [] digits) {
    return digits == null ? Optional.empty() : Optional.of(SudokuGrid.of(digits));
  }
}
