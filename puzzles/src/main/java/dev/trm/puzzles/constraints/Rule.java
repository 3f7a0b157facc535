package dev.trm.puzzles.constraints;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Kinds of groups that have a name because many puzzles use them. */
public enum Rule {
  ROWS,
  COLUMNS,
  /** Rectangles with as many cells as a row; none if the side is a prime number. */
  BOXES,
  /** Both main diagonals, as in X-Sudoku. */
  DIAGONALS,
  /** Squares between the boxes, as in windoku; only where boxes are squares. */
  WINDOWS;

  /** The name in requests, {@code rows}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Rule> of(String wire) {
    return Arrays.stream(values()).filter(rule -> rule.wire().equals(wire)).findFirst();
  }

  /** The height of a box: the largest divisor of the side that is at most its square root. */
  static int boxHeight(int side) {
    int height = (int) Math.sqrt(side);
    while (side % height != 0) {
      height--;
    }
    return height;
  }

  /** Whether a square of that side can have such groups. */
  boolean fits(int side) {
    int height = boxHeight(side);
    return switch (this) {
      case BOXES -> height > 1;
      case WINDOWS -> height * height == side;
      default -> true;
    };
  }

  /** The groups in a square of that side, which must fit. */
  List<Group> groups(int side) {
    int height = boxHeight(side);
    int width = side / height;
    return switch (this) {
      case ROWS -> numbered("row", side, side, row -> row * side, i -> i);
      case COLUMNS -> numbered("column", side, side, column -> column, i -> i * side);
      case BOXES ->
          numbered(
              "box",
              side,
              side,
              box -> box / height * height * side + box % height * width,
              i -> i / width * side + i % width);
      case DIAGONALS ->
          List.of(
              new Group("diagonal", "diagonal ↘", line(side, i -> i * (side + 1))),
              new Group("diagonal", "diagonal ↙", line(side, i -> (i + 1) * (side - 1))));
      case WINDOWS ->
          numbered(
              "window",
              (height - 1) * (height - 1),
              side,
              window ->
                  (window / (height - 1) * (height + 1) + 1) * side
                      + window % (height - 1) * (height + 1)
                      + 1,
              i -> i / width * side + i % width);
    };
  }

  private static List<Group> numbered(
      String kind, int count, int size, IntUnaryOperator first, IntUnaryOperator offset) {
    List<Group> groups = new ArrayList<>(count);
    for (int number = 0; number < count; number++) {
      int corner = first.applyAsInt(number);
      groups.add(
          new Group(
              kind, kind + " " + (number + 1), line(size, i -> corner + offset.applyAsInt(i))));
    }
    return groups;
  }

  private static List<Integer> line(int size, IntUnaryOperator cell) {
    return IntStream.range(0, size).map(cell).boxed().toList();
  }
}
