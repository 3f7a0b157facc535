package dev.trm.cli.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * A grid for people. A Sudoku is drawn with its boxes, the cells of a variant of it in rows; any
 * other grid is shown as the API has it.
 *
 * <p>Changed cells are green and cells that break a rule red; without colours they are followed by
 * {@code *} and {@code !}.
 */
public final class GridText {
  private final Console console;

  public GridText(Console console) {
    this.console = console;
  }

  /**
   * A grid of the API as text: rows a line each, numbers apart; of constraints the cells row by
   * row.
   */
  public static String of(JsonNode grid) {
    if (grid.isObject()) {
      String cells = of(grid.path("cells"));
      return cells.replace("\n", "");
    }
    if (!grid.isArray()) {
      return grid.asText();
    }
    List<String> lines = new ArrayList<>();
    for (JsonNode row : grid) {
      List<String> cells = new ArrayList<>();
      row.forEach(cell -> cells.add(cell.asText()));
      lines.add(row.isArray() ? String.join(" ", cells) : row.asText());
    }
    return String.join("\n", lines);
  }

  /**
   * Draws a grid.
   *
   * @param kind of puzzle
   * @param grid a Sudoku's or a variant's cells row by row, {@code .} for a blank
   * @param changed cells to set off, counted from 0
   * @param broken cells to set off even more
   */
  public String draw(String kind, String grid, Set<Integer> changed, Set<Integer> broken) {
    int side = (int) Math.round(Math.sqrt(grid.length()));
    boolean boxes = kind.equals("sudoku");
    if (!(boxes || kind.equals("constraints")) || side * side != grid.length() || side < 2) {
      return grid;
    }
    if (!boxes) {
      return rows(grid, side, changed, broken);
    }
    int boxHeight = (int) Math.floor(Math.sqrt(side));
    while (side % boxHeight != 0) {
      boxHeight--;
    }
    int boxWidth = side / boxHeight;
    String rule = ("+" + "-".repeat(2 * boxWidth + 1)).repeat(boxHeight) + "+";
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < side; row++) {
      if (row % boxHeight == 0) {
        text.append(rule).append('\n');
      }
      for (int column = 0; column < side; column++) {
        text.append(column % boxWidth == 0 ? "| " : "");
        int cell = row * side + column;
        text.append(cell(grid.charAt(cell), cell, changed::contains, broken::contains));
      }
      text.append("|\n");
    }
    return text.append(rule).toString();
  }

  private String rows(String grid, int side, Set<Integer> changed, Set<Integer> broken) {
    StringBuilder text = new StringBuilder();
    for (int cell = 0; cell < grid.length(); cell++) {
      text.append(cell > 0 && cell % side == 0 ? "\n" : "");
      text.append(cell(grid.charAt(cell), cell, changed::contains, broken::contains));
    }
    return text.toString();
  }

  /** Two characters wide, colours not counted. */
  private String cell(char digit, int cell, IntPredicate changed, IntPredicate broken) {
    if (broken.test(cell)) {
      return mark(Console.Style.BAD, digit, '!');
    }
    if (changed.test(cell)) {
      return mark(Console.Style.GOOD, digit, '*');
    }
    return digit + " ";
  }

  private String mark(Console.Style style, char shown, char sign) {
    return console.colours()
        ? console.styled(style, String.valueOf(shown)) + " "
        : String.valueOf(shown) + sign;
  }
}
