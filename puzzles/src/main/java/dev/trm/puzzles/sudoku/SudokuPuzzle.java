package dev.trm.puzzles.sudoku;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.trm.puzzles.BrokenRule;
import dev.trm.puzzles.Draft;
import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.Relations;
import dev.trm.puzzles.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Sudoku as submitted: it passes the rules and is not known to be unsolvable. */
public final class SudokuPuzzle implements Puzzle {

  /**
   * Some milliseconds for 9×9; limits a hostile, nearly empty 16×16 grid to a fraction of a second.
   */
  private static final int BACKTRACKS_TO_PARSE = 10_000;

  private final SudokuGrid grid;

  private SudokuPuzzle(SudokuGrid grid) {
    this.grid = grid;
  }

  /**
   * Parses a JSON string like {@link #parse(String)}.
   *
   * @throws PuzzleFormatException if it is not a string, or invalid
   */
  public static SudokuPuzzle parse(JsonNode json) {
    if (!json.isTextual()) {
      throw wrong(
          json.toString(),
          "grid is "
              + PuzzleFormatException.shown(json)
              + "; a Sudoku is a string of 16, 36, 81 or 256 characters");
    }
    return parse(json.textValue());
  }

  /**
   * Parses 16, 36, 81 or 256 symbols, row by row; {@code .} and {@code 0} are blanks, white space
   * is not allowed. Accepts givens whose contradiction only a long search finds: their answer
   * breaks the rules and is reported as wrong.
   *
   * @throws PuzzleFormatException if the length, a symbol, or the givens are invalid; the message
   *     names the error and its place
   */
  public static SudokuPuzzle parse(String text) {
    SudokuSize size;
    try {
      size = SudokuSize.ofCells(text.length());
    } catch (IllegalArgumentException unknown) {
      throw wrong(
          text, "grid has " + text.length() + " characters; a Sudoku has 16, 36, 81 or 256");
    }
    int[] digits = new int[text.length()];
    for (int cell = 0; cell < digits.length; cell++) {
      digits[cell] = size.digit(text.charAt(cell));
      if (digits[cell] < 0) {
        throw wrong(
            text,
            String.format(
                "grid has '%c' in %s; a %s Sudoku has %c to %c, and . or 0 for a blank",
                text.charAt(cell),
                place(size, cell),
                shape(size),
                size.symbol(1),
                size.symbol(size.side())));
      }
    }
    SudokuGrid grid = SudokuGrid.of(digits);
    for (int unit = 0; unit < size.units().length; unit++) {
      refuseDuplicates(text, grid, unit);
    }
    if (new SudokuSolver(size).provesContradiction(grid, BACKTRACKS_TO_PARSE)) {
      throw wrong(text, "grid has no solution: its givens contradict each other");
    }
    return new SudokuPuzzle(grid);
  }

  private static void refuseDuplicates(String text, SudokuGrid grid, int unit) {
    SudokuSize size = grid.size();
    int[] seenAt = new int[size.side() + 1];
    for (int cell : size.units()[unit]) {
      int digit = grid.digit(cell);
      if (digit != 0 && seenAt[digit] != 0) {
        throw wrong(
            text,
            String.format(
                "grid has %c twice in %s: in %s and in %s",
                size.symbol(digit),
                size.unitName(unit),
                place(size, seenAt[digit] - 1),
                place(size, cell)));
      }
      seenAt[digit] = cell + 1;
    }
  }

  private static PuzzleFormatException wrong(String text, String message) {
    return new PuzzleFormatException("/grid", text, message);
  }

  private static String place(SudokuSize size, int cell) {
    return "row " + (size.row(cell) + 1) + ", column " + (size.column(cell) + 1);
  }

  private static String shape(SudokuSize size) {
    return size.side() + "x" + size.side();
  }

  public SudokuGrid givens() {
    return grid;
  }

  @Override
  public PuzzleKind kind() {
    return PuzzleKind.SUDOKU;
  }

  @Override
  public String shape() {
    return shape(grid.size());
  }

  @Override
  public int vocabulary() {
    return vocabulary(grid.size());
  }

  /** The number of different tokens for a size: padding, a blank and each digit. */
  public static int vocabulary(SudokuSize size) {
    return size.side() + 2;
  }

  @Override
  public int sequenceLength() {
    return grid.size().cells();
  }

  @Override
  public int[] tokens() {
    return grid.tokens();
  }

  @Override
  public JsonNode grid() {
    return TextNode.valueOf(grid.toString());
  }

  @Override
  public Optional<Relations> relations() {
    return Optional.of(grid.size().relations());
  }

  @Override
  public Optional<Variation> variation(long seed, int attempt) {
    return Optional.of(
        SudokuAugmentation.random(grid.size(), Variation.random(seed, attempt)).variation());
  }

  @Override
  public Draft draft(int[] answerTokens) {
    if (answerTokens.length != sequenceLength()) {
      throw new IllegalArgumentException(
          "answerTokens has " + answerTokens.length + " entries; expected " + sequenceLength());
    }
    SudokuGrid answer = read(answerTokens);
    return Draft.checked(TextNode.valueOf(answer.toString()), brokenRules(answer));
  }

  /** Converts tokens to digits; padding in a model's answer becomes a blank. */
  static SudokuGrid read(int[] tokens) {
    int[] digits = new int[tokens.length];
    for (int cell = 0; cell < digits.length; cell++) {
      digits[cell] = Math.max(0, tokens[cell] - 1);
    }
    return SudokuGrid.of(digits);
  }

  private List<BrokenRule> brokenRules(SudokuGrid answer) {
    SudokuSize size = grid.size();
    List<BrokenRule> broken = new ArrayList<>();
    for (int cell = 0; cell < size.cells(); cell++) {
      if (answer.digit(cell) == 0) {
        broken.add(new BrokenRule("blank", place(size, cell), List.of(cell)));
      } else if (grid.digit(cell) != 0 && grid.digit(cell) != answer.digit(cell)) {
        broken.add(new BrokenRule("given", place(size, cell), List.of(cell)));
      }
    }
    for (int unit = 0; unit < size.units().length; unit++) {
      for (int digit = 1; digit <= size.side(); digit++) {
        List<Integer> places = new ArrayList<>();
        for (int cell : size.units()[unit]) {
          if (answer.digit(cell) == digit) {
            places.add(cell);
          }
        }
        if (places.size() > 1) {
          broken.add(new BrokenRule(size.unitKind(unit), size.unitName(unit), places));
        }
      }
    }
    return broken;
  }
}
