package dev.trm.puzzles.constraints;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.puzzles.AllDifferent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The square, the symbols and the groups of cells whose symbols must differ; everything of a puzzle
 * except the content of its cells. Cells are counted from 0, row by row.
 */
public final class ConstraintBoard {

  /** The minimum side length. */
  public static final int LEAST_SIDE = 4;

  /** The maximum side length. */
  public static final int MOST_SIDE = 16;

  /** The default symbols. */
  static final String SYMBOLS = "123456789ABCDEFG";

  /** A blank, and a cell outside all regions. */
  static final char BLANK = '.';

  private static final int MOST_GROUPS = 512;

  private final int side;
  private final String symbols;
  private final Set<Rule> rules;
  private final String regions;
  private final List<List<Integer>> named;
  private final List<Group> groups;
  private final AllDifferent relations;
  private volatile @Nullable BoardSymmetries symmetries;

  /**
   * Creates a board.
   *
   * @param side 4 to 16
   * @param symbols one character each
   * @param rules kinds of groups, each of which must fit the side
   * @param regions a label for each cell, {@code .} for none; empty if there are no regions
   * @param named further groups
   * @throws IllegalArgumentException if a group has more cells than there are symbols, or if there
   *     are too many groups or none
   */
  ConstraintBoard(
      int side, String symbols, Set<Rule> rules, String regions, List<List<Integer>> named) {
    this.side = side;
    this.symbols = symbols;
    this.rules =
        Collections.unmodifiableSet(
            rules.isEmpty() ? EnumSet.noneOf(Rule.class) : EnumSet.copyOf(rules));
    this.regions = regions;
    this.named = named.stream().map(List::copyOf).toList();
    List<Group> found = new ArrayList<>();
    for (Rule rule : this.rules) {
      found.addAll(rule.groups(side));
    }
    byLabel(regions)
        .forEach((label, cells) -> found.add(new Group("region", "region " + label, cells)));
    for (int i = 0; i < this.named.size(); i++) {
      found.add(new Group("group", "group " + (i + 1), this.named.get(i)));
    }
    requireFit(found);
    this.groups = List.copyOf(found);
    this.relations =
        new AllDifferent(
            side * side, symbols.length(), cells("row"), cells("column"), cells("other"));
  }

  /** A board with the default symbols; {@code regions} is empty if there are none. */
  public static ConstraintBoard of(int side, Set<Rule> rules, String regions) {
    return new ConstraintBoard(side, SYMBOLS.substring(0, side), rules, regions, List.of());
  }

  private void requireFit(List<Group> found) {
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "the puzzle has no rules, regions or groups; it needs one");
    }
    if (found.size() > MOST_GROUPS) {
      throw new IllegalArgumentException(
          "the puzzle has "
              + found.size()
              + " groups of cells; at most "
              + MOST_GROUPS
              + " are allowed");
    }
    for (Group group : found) {
      if (group.cells().size() > symbols.length()) {
        throw new IllegalArgumentException(
            group.name()
                + " has "
                + group.cells().size()
                + " cells, and only "
                + symbols.length()
                + " symbols can differ");
      }
    }
  }

  private static Map<Character, List<Integer>> byLabel(String regions) {
    Map<Character, List<Integer>> found = new LinkedHashMap<>();
    for (int cell = 0; cell < regions.length(); cell++) {
      if (regions.charAt(cell) != BLANK) {
        found.computeIfAbsent(regions.charAt(cell), any -> new ArrayList<>()).add(cell);
      }
    }
    return found;
  }

  /** The cells of each group of a kind; {@code other} means all groups except rows and columns. */
  private List<List<Integer>> cells(String kind) {
    return groups.stream()
        .filter(
            group ->
                kind.equals(
                    group.kind().equals("row") || group.kind().equals("column")
                        ? group.kind()
                        : "other"))
        .map(Group::cells)
        .distinct()
        .toList();
  }

  public int side() {
    return side;
  }

  public int cells() {
    return side * side;
  }

  /** The symbols in the order of their tokens, one character each. */
  public String symbols() {
    return symbols;
  }

  public Set<Rule> rules() {
    return rules;
  }

  /** A label for each cell, {@code .} for none; empty if there are no regions. */
  public String regions() {
    return regions;
  }

  List<Group> groups() {
    return groups;
  }

  public AllDifferent relations() {
    return relations;
  }

  /** Computed at the first call, because most boards never need their symmetries. */
  BoardSymmetries symmetries() {
    BoardSymmetries known = symmetries;
    if (known == null) {
      known = new BoardSymmetries(this);
      symmetries = known;
    }
    return known;
  }

  /** {@code row 3, column 2}, counted from 1. */
  String place(int cell) {
    return "row " + (cell / side + 1) + ", column " + (cell % side + 1);
  }

  /** A digit's symbol, {@code .} for 0. */
  char symbol(int digit) {
    return digit == 0 ? BLANK : symbols.charAt(digit - 1);
  }

  /** A symbol's digit, 0 for a blank, −1 for a character that is not a symbol of this board. */
  int digit(char symbol) {
    int at = symbols.indexOf(symbol);
    if (at < 0) {
      at = symbols.indexOf(Character.toUpperCase(symbol));
    }
    return at >= 0 ? at + 1 : symbol == BLANK || symbol == '0' ? 0 : -1;
  }

  /** The symbols of digits row by row. */
  String text(int[] digits) {
    StringBuilder text = new StringBuilder(digits.length);
    for (int digit : digits) {
      text.append(symbol(digit));
    }
    return text.toString();
  }

  /**
   * The canonical form of a puzzle on this board.
   *
   * @param digits (cells); 0 for a blank
   */
  public ObjectNode json(int[] digits) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("cells", text(digits)).put("symbols", symbols);
    ArrayNode names = json.putArray("rules");
    rules.forEach(rule -> names.add(rule.wire()));
    if (!regions.isEmpty()) {
      json.put("regions", regions);
    }
    if (!named.isEmpty()) {
      ArrayNode lists = json.putArray("groups");
      for (List<Integer> cells : named) {
        ArrayNode list = lists.addArray();
        cells.forEach(list::add);
      }
    }
    return json;
  }

  /** Tokens (cells): 1 for a blank, digit + 1 for a digit. */
  static int[] tokens(int[] digits) {
    int[] tokens = new int[digits.length];
    for (int cell = 0; cell < tokens.length; cell++) {
      tokens[cell] = digits[cell] + 1;
    }
    return tokens;
  }

  /**
   * Converts tokens to digits; padding in a model's answer becomes a blank.
   *
   * @throws IllegalArgumentException if the number of tokens is not the number of cells, or a token
   *     has no symbol
   */
  int[] digits(int[] tokens) {
    if (tokens.length != cells()) {
      throw new IllegalArgumentException(
          "tokens has " + tokens.length + " entries; expected " + cells());
    }
    int[] digits = new int[tokens.length];
    for (int cell = 0; cell < digits.length; cell++) {
      if (tokens[cell] < 0 || tokens[cell] > symbols.length() + 1) {
        throw new IllegalArgumentException(
            "token "
                + cell
                + " is "
                + tokens[cell]
                + "; it must be 0 to "
                + (symbols.length() + 1));
      }
      digits[cell] = Math.max(0, tokens[cell] - 1);
    }
    return digits;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConstraintBoard that
        && side == that.side
        && symbols.equals(that.symbols)
        && rules.equals(that.rules)
        && regions.equals(that.regions)
        && named.equals(that.named);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * symbols.hashCode() + regions.hashCode())
        + rules.hashCode()
        + named.hashCode();
  }
}
