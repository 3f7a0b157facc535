package dev.trm.puzzles.constraints;

import dev.trm.puzzles.Shuffle;
import dev.trm.puzzles.Variation;
import dev.trm.puzzles.grid.Dihedral;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The symmetries of a board, which map its groups onto themselves: rotations and reflections of the
 * square, and exchanges of rows or of columns. Symbols can always be permuted.
 */
final class BoardSymmetries {
  private final int side;
  private final int symbols;
  private final List<Dihedral> turns;
  private final List<List<Integer>> rows; // that can change places with each other
  private final List<List<Integer>> columns;

  BoardSymmetries(ConstraintBoard board) {
    this.side = board.side();
    this.symbols = board.symbols().length();
    Set<Set<Integer>> groups =
        board.groups().stream().map(group -> Set.copyOf(group.cells())).collect(Collectors.toSet());
    int[] cells = IntStream.range(0, board.cells()).toArray();
    this.turns =
        Arrays.stream(Dihedral.values())
            .filter(
                how -> {
                  int[] sources = how.apply(cells, side, side);
                  return kept(groups, cell -> sources[cell]);
                })
            .toList();
    this.rows =
        exchangeable((a, b) -> kept(groups, cell -> swap(cell / side, a, b) * side + cell % side));
    this.columns =
        exchangeable((a, b) -> kept(groups, cell -> cell / side * side + swap(cell % side, a, b)));
  }

  private static int swap(int line, int a, int b) {
    return line == a ? b : line == b ? a : line;
  }

  private static boolean kept(Set<Set<Integer>> groups, IntUnaryOperator sources) {
    for (Set<Integer> group : groups) {
      Set<Integer> moved = new HashSet<>();
      group.forEach(cell -> moved.add(sources.applyAsInt(cell)));
      if (!groups.contains(moved)) {
        return false;
      }
    }
    return true;
  }

  @FunctionalInterface
  private interface Exchange {
    boolean allowed(int a, int b);
  }

  /** Exchangeability is transitive, so each line is compared only with the first of each class. */
  private List<List<Integer>> exchangeable(Exchange exchange) {
    List<List<Integer>> classes = new ArrayList<>();
    for (int line = 0; line < side; line++) {
      int each = line;
      classes.stream()
          .filter(known -> exchange.allowed(known.get(0), each))
          .findFirst()
          .orElseGet(
              () -> {
                List<Integer> fresh = new ArrayList<>();
                classes.add(fresh);
                return fresh;
              })
          .add(line);
    }
    return classes;
  }

  /** A uniformly random symmetry. */
  Variation random(SplittableRandom random) {
    Dihedral turn = turns.get(random.nextInt(turns.size()));
    int[] row = lines(rows, random);
    int[] column = lines(columns, random);
    int[] turned = turn.apply(IntStream.range(0, side * side).toArray(), side, side);
    int[] sources = new int[side * side];
    Arrays.setAll(sources, cell -> turned[row[cell / side] * side + column[cell % side]]);
    int[] tokens = new int[symbols + 2];
    tokens[1] = 1;
    int[] order = Shuffle.of(symbols, random);
    for (int symbol = 0; symbol < symbols; symbol++) {
      tokens[symbol + 2] = order[symbol] + 2;
    }
    List<String> words = new ArrayList<>();
    if (turn != Dihedral.IDENTITY) {
      words.add(turn.words());
    }
    add(words, "rows", row);
    add(words, "columns", column);
    words.add("symbols " + listed(order));
    return Variation.of(sources, tokens, String.join(", ", words));
  }

  private static void add(List<String> words, String name, int[] order) {
    if (IntStream.range(0, order.length).anyMatch(i -> order[i] != i)) {
      words.add(name + " " + listed(order));
    }
  }

  private static String listed(int[] order) {
    return Arrays.stream(order)
        .mapToObj(i -> String.valueOf(i + 1))
        .collect(Collectors.joining(" "));
  }

  private int[] lines(List<List<Integer>> classes, SplittableRandom random) {
    int[] lines = new int[side];
    for (List<Integer> members : classes) {
      int[] order = Shuffle.of(members.size(), random);
      for (int i = 0; i < order.length; i++) {
        lines[members.get(i)] = members.get(order[i]);
      }
    }
    return lines;
  }
}
