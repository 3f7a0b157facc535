package dev.trm.puzzles.sudoku;

import java.util.Arrays;
import java.util.Optional;

/**
 * Depth-first search over naked and hidden singles, on bit sets. It labels puzzles, proves that a
 * solution is the only one, and rates by backtracks. Not thread-safe: it keeps its working memory.
 */
public final class SudokuSolver {

  private final SudokuSize size;
  private final int all;
  private final int[] used; // digits placed in each unit, as bits
  private final int[] digits;
  private final int[] trail; // cells in the order in which they were filled
  private int filled;
  private int wanted;
  private int found;
  private int backtracks;
  private int mostBacktracks;
  private int forbiddenCell;
  private int forbiddenDigit;
  private int[] solution = new int[0];

  public SudokuSolver(SudokuSize size) {
    this.size = size;
    this.all = (1 << size.side()) - 1;
    this.used = new int[3 * size.side()];
    this.digits = new int[size.cells()];
    this.trail = new int[size.cells()];
  }

  /** A solution, if there is any. */
  public Optional<SudokuGrid> solve(SudokuGrid puzzle) {
    return search(puzzle.digits(), 1, -1, 0) > 0
        ? Optional.of(SudokuGrid.of(solution))
        : Optional.empty();
  }

  /**
   * Whether it is proven, within a bounded search, that there is no solution. A nearly empty grid
   * can cost an unbounded search hours.
   *
   * @param within backtracks after which the search gives up, unproven
   */
  public boolean provesContradiction(SudokuGrid puzzle, int within) {
    return search(puzzle.digits(), 1, -1, 0, within) == 0 && backtracks < within;
  }

  /**
   * The solution, if it is proven to be the only one.
   *
   * @param within backtracks after which the search gives up, unproven
   */
  public Optional<SudokuGrid> onlySolution(SudokuGrid puzzle, int within) {
    return search(puzzle.digits(), 2, -1, 0, within) == 1 && backtracks < within
        ? Optional.of(SudokuGrid.of(solution))
        : Optional.empty();
  }

  /**
   * Whether two solutions are found.
   *
   * @param within backtracks after which the search gives up
   */
  public boolean hasSeveralSolutions(SudokuGrid puzzle, int within) {
    return search(puzzle.digits(), 2, -1, 0, within) > 1;
  }

  /** The number of solutions, counted no further than {@code limit}. */
  public int solutions(SudokuGrid puzzle, int limit) {
    return search(puzzle.digits(), limit, -1, 0);
  }

  /** The rating: how often the search for all solutions had to take back a guess. */
  public int backtracks(SudokuGrid puzzle) {
    search(puzzle.digits(), 2, -1, 0);
    return backtracks;
  }

  /** Whether a solution exists whose cell differs from the digit. */
  boolean solvableWithout(int[] puzzle, int cell, int digit) {
    return search(puzzle, 1, cell, digit) > 0;
  }

  private int search(int[] puzzle, int limit, int notCell, int notDigit) {
    return search(puzzle, limit, notCell, notDigit, Integer.MAX_VALUE);
  }

  private int search(int[] puzzle, int limit, int notCell, int notDigit, int within) {
    Arrays.fill(used, 0);
    Arrays.fill(digits, 0);
    filled = 0;
    found = 0;
    backtracks = 0;
    mostBacktracks = within;
    wanted = limit;
    forbiddenCell = notCell;
    forbiddenDigit = notDigit;
    for (int cell = 0; cell < puzzle.length; cell++) {
      if (puzzle[cell] != 0) {
        if ((candidates(cell) & 1 << (puzzle[cell] - 1)) == 0) {
          return 0;
        }
        place(cell, puzzle[cell]);
      }
    }
    descend();
    return found;
  }

  private int candidates(int cell) {
    int[] of = size.unitsOf(cell);
    int free = all & ~(used[of[0]] | used[of[1]] | used[of[2]]);
    return cell == forbiddenCell ? free & ~(1 << (forbiddenDigit - 1)) : free;
  }

  private void place(int cell, int digit) {
    int bit = 1 << (digit - 1);
    for (int unit : size.unitsOf(cell)) {
      used[unit] |= bit;
    }
    digits[cell] = digit;
    trail[filled++] = cell;
  }

  private void takeBackTo(int mark) {
    while (filled > mark) {
      int cell = trail[--filled];
      int bit = 1 << (digits[cell] - 1);
      for (int unit : size.unitsOf(cell)) {
        used[unit] &= ~bit;
      }
      digits[cell] = 0;
    }
  }

  private void descend() {
    int mark = filled;
    int cell = propagate();
    if (cell == SOLVED) {
      found++;
      solution = digits.clone();
    } else if (cell != CONTRADICTION) {
      int open = candidates(cell);
      while (open != 0 && found < wanted && backtracks < mostBacktracks) {
        int bit = open & -open;
        open ^= bit;
        int guess = filled;
        place(cell, Integer.numberOfTrailingZeros(bit) + 1);
        int before = found;
        descend();
        takeBackTo(guess);
        if (found == before) {
          backtracks++;
        }
      }
    }
    takeBackTo(mark);
  }

  private static final int SOLVED = -1;
  private static final int CONTRADICTION = -2;

  /** Fills singles until none is left; then the blank cell with the fewest candidates. */
  private int propagate() {
    while (true) {
      int best = SOLVED;
      int fewest = Integer.MAX_VALUE;
      boolean progress = false;
      for (int cell = 0; cell < digits.length; cell++) {
        if (digits[cell] != 0) {
          continue;
        }
        int open = candidates(cell);
        int count = Integer.bitCount(open);
        if (count == 0) {
          return CONTRADICTION;
        }
        if (count == 1) {
          place(cell, Integer.numberOfTrailingZeros(open) + 1);
          progress = true;
        } else if (count < fewest) {
          fewest = count;
          best = cell;
        }
      }
      if (progress) {
        continue;
      }
      if (best == SOLVED) {
        return SOLVED;
      }
      int hidden = hiddenSingles();
      if (hidden < 0) {
        return CONTRADICTION;
      }
      if (hidden == 0) {
        return best;
      }
    }
  }

  /** The number of hidden singles filled, −1 where a digit has no place left in a unit. */
  private int hiddenSingles() {
    int placed = 0;
    for (int unit = 0; unit < used.length; unit++) {
      int once = 0;
      int twice = 0;
      for (int cell : size.units()[unit]) {
        if (digits[cell] == 0) {
          int open = candidates(cell);
          twice |= once & open;
          once |= open;
        }
      }
      if ((once | used[unit]) != all) {
        return -1;
      }
      int single = once & ~twice;
      for (int cell : size.units()[unit]) {
        if (single == 0) {
          break;
        }
        if (digits[cell] == 0) {
          int open = candidates(cell) & single;
          if (Integer.bitCount(open) > 1) {
            return -1;
          }
          if (open != 0) {
            single &= ~open;
            place(cell, Integer.numberOfTrailingZeros(open) + 1);
            placed++;
          }
        }
      }
      if (single != 0) {
        return -1;
      }
    }
    return placed;
  }
}
