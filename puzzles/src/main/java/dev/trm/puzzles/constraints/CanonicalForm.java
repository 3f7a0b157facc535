package dev.trm.puzzles.constraints;

import dev.trm.puzzles.Sha256;
import dev.trm.puzzles.grid.Dihedral;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A canonical form of puzzles: equal for puzzles that are equivalent under rotations and
 * reflections of the square with its groups and under renaming of symbols. It is the hash of the
 * smallest of all equivalent texts.
 */
final class CanonicalForm {
  private CanonicalForm() {}

  /**
   * The canonical form of a puzzle.
   *
   * @param puzzle digits (cells), 0 for a blank
   * @param solution the puzzle's unique solution
   */
  static String of(ConstraintBoard board, int[] puzzle, int[] solution) {
    int[] cells = IntStream.range(0, board.cells()).toArray();
    String least =
        Arrays.stream(Dihedral.values())
            .map(how -> text(board, puzzle, solution, how.apply(cells, board.side(), board.side())))
            .min(String::compareTo)
            .orElseThrow();
    return HexFormat.of().formatHex(Sha256.digest().digest(least.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * The text of a transformed puzzle: its symbols by their order in the solution, then its groups.
   *
   * @param sources for each new cell, the old cell
   */
  private static String text(ConstraintBoard board, int[] puzzle, int[] solution, int[] sources) {
    int[] name = new int[board.symbols().length() + 1];
    int named = 0;
    StringBuilder text = new StringBuilder();
    for (int source : sources) {
      int digit = solution[source];
      if (name[digit] == 0) {
        name[digit] = ++named;
      }
      text.append((char) ((puzzle[source] == 0 ? 'a' : 'A') + name[digit] - 1));
    }
    int[] moved = new int[sources.length];
    for (int cell = 0; cell < sources.length; cell++) {
      moved[sources[cell]] = cell;
    }
    text.append(' ').append(board.symbols().length());
    board.groups().stream()
        .map(group -> sorted(group.cells(), moved))
        .sorted()
        .forEach(group -> text.append(' ').append(group));
    return text.toString();
  }

  private static String sorted(List<Integer> cells, int[] moved) {
    return cells.stream()
        .map(cell -> moved[cell])
        .sorted()
        .map(String::valueOf)
        .collect(Collectors.joining(","));
  }
}
