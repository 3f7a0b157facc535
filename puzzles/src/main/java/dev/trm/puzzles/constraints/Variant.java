package dev.trm.puzzles.constraints;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The kinds of boards for generated puzzles. */
public enum Variant {
  /** Only rows and columns. */
  LATIN(EnumSet.of(Rule.ROWS, Rule.COLUMNS)),
  /** A Sudoku whose main diagonals also have different symbols. */
  X_SUDOKU(EnumSet.of(Rule.ROWS, Rule.COLUMNS, Rule.BOXES, Rule.DIAGONALS)),
  /** Rows, columns and, instead of boxes, connected regions that are random for each puzzle. */
  JIGSAW(EnumSet.of(Rule.ROWS, Rule.COLUMNS)),
  /** A Sudoku with squares between its boxes. */
  WINDOKU(EnumSet.of(Rule.ROWS, Rule.COLUMNS, Rule.BOXES, Rule.WINDOWS));

  /** The maximum side of generated puzzles; proofs for larger ones take the solver too long. */
  public static final int MOST_SIDE = 9;

  private final Set<Rule> rules;
  private final Map<Integer, ConstraintBoard> boards = new ConcurrentHashMap<>();

  Variant(Set<Rule> rules) {
    this.rules = rules;
  }

  /** The name in requests, {@code x-sudoku}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The variant of that name.
   *
   * @throws IllegalArgumentException naming the value and the known names
   */
  public static Variant of(String wire) {
    return Arrays.stream(values())
        .filter(variant -> variant.wire().equals(wire))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "variant is '"
                        + wire
                        + "'; known are "
                        + Arrays.stream(values())
                            .map(Variant::wire)
                            .collect(Collectors.joining(", "))));
  }

  /**
   * Rejects a side that the variant does not support.
   *
   * @throws IllegalArgumentException naming the value and the allowed ones
   */
  public void requireSide(int side) {
    if (side < ConstraintBoard.LEAST_SIDE
        || side > MOST_SIDE
        || rules.stream().anyMatch(rule -> !rule.fits(side))) {
      throw new IllegalArgumentException(
          "size is "
              + side
              + "; puzzles of variant "
              + wire()
              + " have "
              + switch (this) {
                case LATIN, JIGSAW -> "4 to 9";
                case X_SUDOKU -> "4, 6, 8 or 9";
                case WINDOKU -> "4 or 9";
              });
    }
  }

  /** A board of that side; always the same one unless the variant has random regions. */
  ConstraintBoard board(int side, SplittableRandom random) {
    return this == JIGSAW
        ? ConstraintBoard.of(side, rules, JigsawRegions.random(side, random))
        : boards.computeIfAbsent(side, any -> ConstraintBoard.of(side, rules, ""));
  }
}
