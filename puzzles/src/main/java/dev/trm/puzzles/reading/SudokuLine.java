package dev.trm.puzzles.reading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The possible readings of a line of text as cells: a row of 4, 6, 9 or 16 cells, or a whole grid
 * of 16, 36, 81 or 256. A cell is a symbol, 1 to 16, {@link #BLANK} or {@link #ZERO}.
 *
 * @param readings (cells) by the number of cells
 * @param blanks the characters that mean blanks in the line
 */
record SudokuLine(Map<Integer, int[]> readings, Set<Character> blanks) {
  static final int BLANK = 0;

  /** A written 0: a blank, or the first symbol in a 16×16 grid of 0 to F. */
  static final int ZERO = -1;

  private static final int NONE = -2;
  private static final String BLANKS = "._*-xX?";
  private static final Set<Integer> COUNTS = Set.of(4, 6, 9, 16, 36, 81, 256);
  private static final int[] WHOLE = {256, 81, 36};

  static SudokuLine of(String line) {
    Map<Integer, int[]> readings = new TreeMap<>();
    List<String> tokens = tokens(line);
    boolean regular = tokens.stream().mapToInt(String::length).distinct().count() == 1;
    if (tokens.size() > 1) {
      put(readings, tokens.stream().mapToInt(SudokuLine::cell).toArray());
    }
    if (regular) {
      put(readings, cells(String.join("", tokens)));
    }
    int length = line.length();
    // A grid in a line has as many characters as cells; a row of numbers seldom does.
    boolean spaced = line.indexOf(' ') >= 0 && !line.isBlank();
    if (spaced && (length >= 81 || (readings.isEmpty() || !aligned(line)))) {
      int[] cells = cells(line.replace(' ', '.'));
      if (fit(cells)) {
        readings.keySet().removeIf(other -> length >= 36);
        readings.put(length, cells);
      }
    }
    Set<Character> blanks = new HashSet<>();
    for (char each : line.toCharArray()) {
      if (each == '0' || BLANKS.indexOf(each) >= 0) {
        blanks.add(each);
      }
    }
    return new SudokuLine(readings, blanks);
  }

  /** The texts between separators and frames. */
  static List<String> tokens(String line) {
    List<String> tokens = new ArrayList<>();
    for (String token : line.split("[\\s,|!]+", -1)) {
      if (!token.isEmpty()) {
        tokens.add(token);
      }
    }
    return tokens;
  }

  /** The cells of a whole grid; null if the line is not one. */
  int @Nullable [] whole() {
    for (int count : WHOLE) {
      int[] cells = readings.get(count);
      if (cells != null) {
        return cells;
      }
    }
    return null;
  }

  /** Whether the line is a row or, with 16 cells, a row or a whole 4×4 grid. */
  boolean row() {
    return readings.keySet().stream().anyMatch(count -> count <= 16);
  }

  /**
   * Cells written without separators; contains {@link #NONE} for a character that is not a cell.
   */
  static int[] cells(String text) {
    int[] cells = new int[text.length()];
    Arrays.setAll(cells, i -> cell(text.charAt(i)));
    return cells;
  }

  /** Whether the number of cells is that of a row or of a grid. */
  static boolean fit(int[] cells) {
    if (!COUNTS.contains(cells.length)) {
      return false;
    }
    int most = most(cells.length);
    return Arrays.stream(cells).allMatch(cell -> cell != NONE && cell <= most);
  }

  private static int most(int count) {
    return count <= 16 ? count : (int) Math.sqrt(count);
  }

  private static void put(Map<Integer, int[]> readings, int[] cells) {
    if (fit(cells)) {
      readings.put(cells.length, cells);
    }
  }

  private static int cell(String token) {
    if (token.length() == 1) {
      return cell(token.charAt(0));
    }
    if (token.length() != 2 || !token.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return NONE;
    }
    int number = Integer.parseInt(token);
    return number == 0 ? ZERO : number <= 16 ? number : NONE;
  }

  private static int cell(char symbol) {
    if (symbol == '0') {
      return ZERO;
    }
    if (symbol >= '1' && symbol <= '9') {
      return symbol - '0';
    }
    if (symbol >= 'A' && symbol <= 'G') {
      return 10 + symbol - 'A';
    }
    if (symbol >= 'a' && symbol <= 'g') {
      return 10 + symbol - 'a';
    }
    return BLANKS.indexOf(symbol) >= 0 ? BLANK : NONE;
  }

  /** Whether the columns of a table begin or end at equal distances. */
  private static boolean aligned(String line) {
    List<Integer> starts = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) != ' ') {
        if (i == 0 || line.charAt(i - 1) == ' ') {
          starts.add(i);
        }
        if (i == line.length() - 1 || line.charAt(i + 1) == ' ') {
          ends.add(i);
        }
      }
    }
    return even(starts) || even(ends);
  }

  private static boolean even(List<Integer> places) {
    for (int i = 2; i < places.size(); i++) {
      if (places.get(i) - places.get(i - 1) != places.get(1) - places.get(0)) {
        return false;
      }
    }
    return true;
  }

  /** The share of a line's characters that can be cells or separators. */
  static double likeness(String line) {
    int cells = 0;
    int all = 0;
    for (char each : line.toCharArray()) {
      if (!Character.isWhitespace(each) && "|,".indexOf(each) < 0) {
        all++;
        cells += cell(each) == NONE ? 0 : 1;
      }
    }
    return all == 0 ? 0 : (double) cells / all;
  }
}
