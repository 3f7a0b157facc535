package dev.trm.puzzles.constraints;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.puzzles.PuzzleFormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the grid of a request: {@code cells}, and optionally {@code symbols}, {@code rules}, {@code
 * regions} and {@code groups}.
 */
final class ConstraintForm {
  private static final Set<String> FIELDS =
      Set.of("cells", "symbols", "rules", "regions", "groups");
  private static final Pattern CELL = Pattern.compile("r([0-9]{1,2})c([0-9]{1,2})");
  private static final String RULES =
      Arrays.stream(Rule.values()).map(Rule::wire).collect(Collectors.joining(", "));

  private final JsonNode grid;

  private ConstraintForm(JsonNode grid) {
    this.grid = grid;
  }

  /** A board and the digits of its cells. */
  @SuppressWarnings("ArrayRecordComponent") // only passed to a puzzle; never compared
  record Parsed(ConstraintBoard board, int[] digits) {}

  /**
   * Reads a grid strictly; does not check whether its givens are consistent.
   *
   * @throws PuzzleFormatException naming the field and its value
   */
  static Parsed parse(JsonNode grid) {
    if (!grid.isObject()) {
      throw wrong(
          "",
          grid,
          "grid is "
              + PuzzleFormatException.shown(grid)
              + "; a puzzle of kind constraints is an object with cells and, if they are not the"
              + " usual ones, symbols, rules, regions and groups");
    }
    for (Iterator<String> names = grid.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw wrong(
            "/" + name,
            grid.path(name),
            "grid."
                + name
                + " is not known; the grid has cells, symbols, rules, regions and groups");
      }
    }
    return new ConstraintForm(grid).parsed();
  }

  private Parsed parsed() {
    String cells = text("cells", "the puzzle's symbols");
    int side = side(cells);
    String symbols = symbols(side);
    Set<Rule> rules = rules(side);
    String regions = grid.has("regions") ? text("regions", "a label for each cell") : "";
    if (grid.has("regions") && regions.length() != side * side) {
      throw wrong(
          "/regions",
          "grid.regions has " + regions.length() + " characters; grid.cells has " + side * side);
    }
    requirePrintable("regions", regions);
    ConstraintBoard board;
    try {
      board = new ConstraintBoard(side, symbols, rules, regions, groups(side));
    } catch (PuzzleFormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw wrong("", grid, "grid: " + e.getMessage());
    }
    return new Parsed(board, digits(board, cells));
  }

  /** Text, or an array of its rows. */
  private String text(String field, String what) {
    JsonNode value = grid.path(field);
    if (value.isTextual()) {
      return value.textValue();
    }
    if (!value.isArray() || value.isEmpty()) {
      throw wrong(
          "/" + field,
          value,
          value.isMissingNode()
              ? "grid." + field + " is missing"
              : "grid."
                  + field
                  + " is "
                  + PuzzleFormatException.shown(value)
                  + "; it must be "
                  + what
                  + " row by row, as one string or as an array of rows");
    }
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < value.size(); row++) {
      JsonNode line = value.get(row);
      if (!line.isTextual() || line.textValue().length() != value.size()) {
        throw wrong(
            "/" + field + "/" + row,
            line,
            "grid."
                + field
                + " row "
                + (row + 1)
                + " is "
                + PuzzleFormatException.shown(line)
                + "; it must be a string of "
                + value.size()
                + " characters, as there are "
                + value.size()
                + " rows");
      }
      text.append(line.textValue());
    }
    return text.toString();
  }

  private int side(String cells) {
    int side = (int) Math.round(Math.sqrt(cells.length()));
    if (side * side != cells.length()
        || side < ConstraintBoard.LEAST_SIDE
        || side > ConstraintBoard.MOST_SIDE) {
      throw wrong(
          "/cells",
          "grid.cells has "
              + cells.length()
              + " characters; a square of side 4 to 16 has 16, 25, 36, 49, 64, 81 … or 256");
    }
    return side;
  }

  private String symbols(int side) {
    JsonNode value = grid.path("symbols");
    if (value.isMissingNode()) {
      return ConstraintBoard.SYMBOLS.substring(0, side);
    }
    String symbols = value.isTextual() ? value.textValue() : "";
    if (symbols.length() < 2 || symbols.length() > ConstraintBoard.MOST_SIDE) {
      throw wrong(
          "/symbols",
          "grid.symbols is "
              + PuzzleFormatException.shown(value)
              + "; it must be a string of 2 to 16 different characters");
    }
    requirePrintable("symbols", symbols);
    for (int i = 0; i < symbols.length(); i++) {
      char symbol = symbols.charAt(i);
      if (symbol == ConstraintBoard.BLANK) {
        throw wrong("/symbols", "grid.symbols has '.', which is a blank");
      }
      if (symbols.indexOf(symbol) < i) {
        throw wrong("/symbols", "grid.symbols has '" + symbol + "' twice");
      }
    }
    return symbols;
  }

  private void requirePrintable(String field, String text) {
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (Character.isWhitespace(each)
          || Character.isISOControl(each)
          || Character.isSurrogate(each)) {
        throw wrong(
            "/" + field,
            String.format(
                "grid.%s has \\u%04x as character %d; white space and characters beyond \\uffff are"
                    + " not allowed",
                field, (int) each, i + 1));
      }
    }
  }

  private Set<Rule> rules(int side) {
    JsonNode value = grid.path("rules");
    if (value.isMissingNode()) {
      return EnumSet.of(Rule.ROWS, Rule.COLUMNS);
    }
    if (!value.isArray()) {
      throw wrong(
          "/rules",
          "grid.rules is "
              + PuzzleFormatException.shown(value)
              + "; it must be an array of "
              + RULES);
    }
    Set<Rule> rules = EnumSet.noneOf(Rule.class);
    for (int i = 0; i < value.size(); i++) {
      JsonNode name = value.get(i);
      Rule rule =
          Rule.of(name.asText())
              .orElseThrow(
                  () ->
                      new PuzzleFormatException(
                          "/grid/rules",
                          name.asText(),
                          "grid.rules has "
                              + PuzzleFormatException.shown(name)
                              + "; known are "
                              + RULES));
      if (!rule.fits(side)) {
        throw wrong(
            "/rules",
            "grid.rules has '"
                + rule.wire()
                + "'; a square of side "
                + side
                + (rule == Rule.BOXES
                    ? " has no boxes of equal size: give its regions"
                    : " has no windows, only one of side 4, 9 or 16 has"));
      }
      rules.add(rule);
    }
    return rules;
  }

  private List<List<Integer>> groups(int side) {
    JsonNode value = grid.path("groups");
    if (value.isMissingNode()) {
      return List.of();
    }
    if (!value.isArray()) {
      throw wrong(
          "/groups",
          "grid.groups is "
              + PuzzleFormatException.shown(value)
              + "; it must be an array of groups, each an array of cells");
    }
    List<List<Integer>> groups = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      groups.add(group(value.get(i), i, side));
    }
    return groups;
  }

  private List<Integer> group(JsonNode group, int index, int side) {
    String pointer = "/groups/" + index;
    String name = "grid.groups, group " + (index + 1);
    if (!group.isArray() || group.size() < 2) {
      throw wrong(
          pointer,
          group,
          name
              + " is "
              + PuzzleFormatException.shown(group)
              + "; it must be an array of at least 2 cells");
    }
    Set<Integer> cells = new TreeSet<>();
    for (JsonNode each : group) {
      int cell = cell(each, side);
      if (cell < 0 || cell >= side * side) {
        throw wrong(
            pointer,
            group,
            name
                + ", has "
                + PuzzleFormatException.shown(each)
                + "; a cell is 0 to "
                + (side * side - 1)
                + " row by row, or as in \"r1c1\" its row and column from 1 to "
                + side);
      }
      if (!cells.add(cell)) {
        throw wrong(pointer, group, name + ", has " + PuzzleFormatException.shown(each) + " twice");
      }
    }
    return List.copyOf(cells);
  }

  /** Reads a cell given by its number or by row and column; −1 if it is neither. */
  private static int cell(JsonNode json, int side) {
    if (json.isInt()) {
      return json.intValue();
    }
    Matcher place = CELL.matcher(json.isTextual() ? json.textValue() : "");
    if (!place.matches()) {
      return -1;
    }
    int row = Integer.parseInt(place.group(1));
    int column = Integer.parseInt(place.group(2));
    return row < 1 || row > side || column < 1 || column > side
        ? -1
        : (row - 1) * side + column - 1;
  }

  private int[] digits(ConstraintBoard board, String cells) {
    int[] digits = new int[cells.length()];
    for (int cell = 0; cell < digits.length; cell++) {
      digits[cell] = board.digit(cells.charAt(cell));
      if (digits[cell] < 0) {
        throw wrong(
            "/cells",
            "grid.cells has "
                + PuzzleFormatException.shown(cells.substring(cell, cell + 1))
                + " in "
                + board.place(cell)
                + "; the symbols are "
                + board.symbols()
                + ", and . for a blank");
      }
    }
    return digits;
  }

  private PuzzleFormatException wrong(String pointer, String message) {
    return wrong(pointer, grid.at(pointer), message);
  }

  private static PuzzleFormatException wrong(String pointer, JsonNode value, String message) {
    return new PuzzleFormatException(
        "/grid" + pointer, value.isTextual() ? value.textValue() : value.toString(), message);
  }
}
