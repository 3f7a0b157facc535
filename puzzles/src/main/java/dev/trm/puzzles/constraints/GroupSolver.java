package dev.trm.puzzles.constraints;

import dev.trm.puzzles.AllDifferent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An exact solver for puzzles whose groups of cells must have different symbols: depth-first search
 * over naked and hidden singles on bit sets. It labels puzzles, proves that a solution is unique,
 * and rates puzzles by backtracks. Not thread-safe: it reuses its working memory.
 *
 * <p>Puzzles and solutions are digits (cells): 0 for a blank, else 1 to the number of symbols.
 */
public final class GroupSolver {
  /** The maximum rating; an exact rating would take hours for some puzzles of 16×16. */
  public static final int HIGHEST_RATING = 1_000_000;

  private static final int SOLVED = -1;
  private static final int CONTRADICTION = -2;

  private final int all;
  private final int[][] peers; // of each cell, those that share a group with it
  private final int[][] full; // groups that have as many cells as there are symbols
  private final int[][] open; // candidates of each cell at each depth, as bits
  private final int[] decided; // cells whose peers still have the candidate
  private int[] solution = new int[0];
  private int wanted;
  private int found;
  private int backtracks;
  private int mostBacktracks;
  private @Nullable SplittableRandom random;

  public GroupSolver(AllDifferent relations) {
    int cells = relations.cells();
    all = (1 << relations.symbols()) - 1;
    Set<List<Integer>> groups = new HashSet<>();
    List<int[]> whole = new ArrayList<>();
    List<Set<Integer>> neighbours = new ArrayList<>(cells);
    for (int cell = 0; cell < cells; cell++) {
      neighbours.add(new TreeSet<>());
    }
    for (List<List<Integer>> part :
        List.of(relations.rows(), relations.columns(), relations.regions())) {
      for (List<Integer> group : part) {
        if (!groups.add(group.stream().sorted().toList())) {
          continue;
        }
        group.forEach(cell -> neighbours.get(cell).addAll(group));
        if (group.size() == relations.symbols()) {
          whole.add(group.stream().mapToInt(Integer::intValue).toArray());
        }
      }
    }
    full = whole.toArray(int[][]::new);
    peers = new int[cells][];
    for (int cell = 0; cell < cells; cell++) {
      neighbours.get(cell).remove(cell);
      peers[cell] = neighbours.get(cell).stream().mapToInt(Integer::intValue).toArray();
    }
    open = new int[cells + 1][];
    decided = new int[cells];
  }

  /** A solution; null if there is none. */
  public int @Nullable [] solve(int[] puzzle) {
    return search(puzzle, 1, -1, 0, Integer.MAX_VALUE) > 0 ? solution.clone() : null;
  }

  /**
   * A random solution; null if none is found.
   *
   * @param within backtracks after which the search gives up
   */
  int @Nullable [] solve(int[] puzzle, SplittableRandom order, int within) {
    random = order;
    int solutions = search(puzzle, 1, -1, 0, within);
    random = null;
    return solutions > 0 ? solution.clone() : null;
  }

  /**
   * Whether a bounded search proves that there is no solution. Without a bound, a nearly empty grid
   * could take hours.
   *
   * @param within backtracks after which the search gives up without a proof
   */
  public boolean provesContradiction(int[] puzzle, int within) {
    return search(puzzle, 1, -1, 0, within) == 0 && backtracks < within;
  }

  /**
   * The solution if it is proven to be unique, else null.
   *
   * @param within backtracks after which the search gives up without a proof
   */
  public int @Nullable [] onlySolution(int[] puzzle, int within) {
    return search(puzzle, 2, -1, 0, within) == 1 && backtracks < within ? solution.clone() : null;
  }

  /**
   * Counts solutions.
   *
   * @param limit maximum of the count
   * @param within backtracks after which the search gives up
   */
  public int solutions(int[] puzzle, int limit, int within) {
    return search(puzzle, limit, -1, 0, within);
  }

  /**
   * The rating: the number of backtracks in the search for up to two solutions, at most {@value
   * #HIGHEST_RATING}.
   */
  public int backtracks(int[] puzzle) {
    search(puzzle, 2, -1, 0, HIGHEST_RATING);
    return backtracks;
  }

  /**
   * Whether a solution with another digit in the cell may exist: one is found, or the search gives
   * up.
   */
  public boolean solvableWithout(int[] puzzle, int cell, int digit, int within) {
    return search(puzzle, 1, cell, digit, within) > 0 || backtracks >= within;
  }

  private int search(int[] puzzle, int limit, int notCell, int notDigit, int within) {
    found = 0;
    backtracks = 0;
    mostBacktracks = within;
    wanted = limit;
    int[] candidates = level(0);
    Arrays.fill(candidates, all);
    if (notCell >= 0) {
      int others = all & ~(1 << (notDigit - 1));
      candidates[notCell] = others;
      if (others == 0 || ((others & (others - 1)) == 0 && !decide(candidates, notCell, others))) {
        return 0;
      }
    }
    for (int cell = 0; cell < puzzle.length; cell++) {
      int bit = puzzle[cell] == 0 ? 0 : 1 << (puzzle[cell] - 1);
      if (bit != 0
          && ((candidates[cell] & bit) == 0
              || (candidates[cell] != bit && !decide(candidates, cell, bit)))) {
        return 0;
      }
    }
    descend(0);
    return found;
  }

  private int[] level(int depth) {
    if (open[depth] == null) {
      open[depth] = new int[peers.length];
    }
    return open[depth];
  }

  private void descend(int depth) {
    int[] candidates = level(depth);
    int cell = propagate(candidates);
    if (cell == SOLVED) {
      found++;
      solution = new int[candidates.length];
      Arrays.setAll(solution, i -> Integer.numberOfTrailingZeros(candidates[i]) + 1);
      return;
    }
    if (cell == CONTRADICTION) {
      return;
    }
    int guesses = candidates[cell];
    while (guesses != 0 && found < wanted && backtracks < mostBacktracks) {
      int bit = next(guesses);
      guesses ^= bit;
      int[] below = level(depth + 1);
      System.arraycopy(candidates, 0, below, 0, below.length);
      int before = found;
      if (decide(below, cell, bit)) {
        descend(depth + 1);
      }
      if (found == before) {
        backtracks++;
      }
    }
  }

  private int next(int guesses) {
    if (random == null) {
      return guesses & -guesses;
    }
    int skipped = random.nextInt(Integer.bitCount(guesses));
    int left = guesses;
    for (int i = 0; i < skipped; i++) {
      left &= left - 1;
    }
    return left & -left;
  }

  /**
   * Puts a digit into a cell, then fills the naked singles that follow; false on a contradiction.
   */
  private boolean decide(int[] candidates, int first, int digit) {
    candidates[first] = digit;
    decided[0] = first;
    int count = 1;
    while (count > 0) {
      int cell = decided[--count];
      int bit = candidates[cell];
      for (int peer : peers[cell]) {
        int before = candidates[peer];
        if ((before & bit) != 0) {
          int left = before ^ bit;
          if (left == 0) {
            return false;
          }
          candidates[peer] = left;
          if ((left & (left - 1)) == 0) {
            decided[count++] = peer;
          }
        }
      }
    }
    return true;
  }

  /**
   * Fills hidden singles until none is left; then returns the open cell with the fewest candidates.
   */
  private int propagate(int[] candidates) {
    boolean progress = true;
    while (progress) {
      progress = false;
      for (int[] group : full) {
        int once = 0;
        int twice = 0;
        for (int cell : group) {
          int each = candidates[cell];
          twice |= once & each;
          once |= each;
        }
        if (once != all) {
          return CONTRADICTION;
        }
        int single = once & ~twice;
        for (int cell : group) {
          int hidden = candidates[cell] & single;
          if (hidden != 0 && hidden != candidates[cell]) {
            if ((hidden & (hidden - 1)) != 0 || !decide(candidates, cell, hidden)) {
              return CONTRADICTION;
            }
            progress = true;
          }
        }
      }
    }
    return fewestCandidates(candidates);
  }

  private static int fewestCandidates(int[] candidates) {
    int best = SOLVED;
    int fewest = Integer.MAX_VALUE;
    for (int cell = 0; cell < candidates.length && fewest > 2; cell++) {
      int count = Integer.bitCount(candidates[cell]);
      if (count > 1 && count < fewest) {
        fewest = count;
        best = cell;
      }
    }
    return best;
  }
}
