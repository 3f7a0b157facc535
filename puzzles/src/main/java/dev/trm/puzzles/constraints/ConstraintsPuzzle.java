package dev.trm.puzzles.constraints;

import com.fasterxml.jackson.databind.JsonNode;
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

/**
 * A puzzle whose groups of cells must have different symbols, as submitted: its givens pass the
 * rules, and it is not known to be unsolvable.
 */
public final class ConstraintsPuzzle implements Puzzle {

  /** Some milliseconds for 9×9; limits a hostile, nearly empty grid to a fraction of a second. */
  private static final int BACKTRACKS_TO_PARSE = 10_000;

  private final ConstraintBoard board;
  private final int[] digits;

  private ConstraintsPuzzle(ConstraintBoard board, int[] digits) {
    this.board = board;
    this.digits = digits;
  }

  /**
   * Parses an object with {@code cells}, {@code symbols}, {@code rules}, {@code regions} and {@code
   * groups}. Accepts givens whose contradiction only a long search finds: no answer to them passes
   * the rules.
   *
   * @throws PuzzleFormatException naming the field, its value and the remedy
   */
  public static ConstraintsPuzzle parse(JsonNode json) {
    ConstraintForm.Parsed parsed = ConstraintForm.parse(json);
    ConstraintBoard board = parsed.board();
    int[] digits = parsed.digits();
    for (Group group : board.groups()) {
      for (List<Integer> places : repeated(board, group, digits)) {
        throw wrong(
            board,
            digits,
            String.format(
                "grid.cells has %c twice in %s: in %s and in %s",
                board.symbol(digits[places.get(0)]),
                group.name(),
                board.place(places.get(0)),
                board.place(places.get(1))));
      }
    }
    if (new GroupSolver(board.relations()).provesContradiction(digits, BACKTRACKS_TO_PARSE)) {
      throw wrong(board, digits, "grid.cells has no solution: its givens contradict each other");
    }
    return new ConstraintsPuzzle(board, digits);
  }

  private static PuzzleFormatException wrong(ConstraintBoard board, int[] digits, String message) {
    return new PuzzleFormatException("/grid/cells", board.text(digits), message);
  }

  /** The cells of each symbol that a group has more than once. */
  private static List<List<Integer>> repeated(ConstraintBoard board, Group group, int[] digits) {
    List<List<Integer>> repeated = new ArrayList<>();
    for (int digit = 1; digit <= board.symbols().length(); digit++) {
      List<Integer> places = new ArrayList<>();
      for (int cell : group.cells()) {
        if (digits[cell] == digit) {
          places.add(cell);
        }
      }
      if (places.size() > 1) {
        repeated.add(places);
      }
    }
    return repeated;
  }

  public ConstraintBoard board() {
    return board;
  }

  /** The digits as a new array, (cells), 0 for a blank. */
  public int[] digits() {
    return digits.clone();
  }

  @Override
  public PuzzleKind kind() {
    return PuzzleKind.CONSTRAINTS;
  }

  @Override
  public String shape() {
    return board.side() + "x" + board.side();
  }

  /** A network with relations is trained on Sudokus, so its model has their name. */
  @Override
  public List<String> defaultModels() {
    String kind = kind().wire();
    return List.of(kind + "-" + shape(), kind, PuzzleKind.SUDOKU.wire());
  }

  @Override
  public int vocabulary() {
    return board.symbols().length() + 2;
  }

  @Override
  public int sequenceLength() {
    return digits.length;
  }

  @Override
  public int[] tokens() {
    return ConstraintBoard.tokens(digits);
  }

  @Override
  public JsonNode grid() {
    return board.json(digits);
  }

  @Override
  public Optional<Relations> relations() {
    return Optional.of(board.relations());
  }

  @Override
  public Optional<Variation> variation(long seed, int attempt) {
    return Optional.of(board.symmetries().random(Variation.random(seed, attempt)));
  }

  @Override
  public Draft draft(int[] answerTokens) {
    int[] answer = board.digits(answerTokens);
    return Draft.checked(board.json(answer), brokenRules(answer));
  }

  private List<BrokenRule> brokenRules(int[] answer) {
    List<BrokenRule> broken = new ArrayList<>();
    for (int cell = 0; cell < answer.length; cell++) {
      if (answer[cell] == 0) {
        broken.add(new BrokenRule("blank", board.place(cell), List.of(cell)));
      } else if (digits[cell] != 0 && digits[cell] != answer[cell]) {
        broken.add(new BrokenRule("given", board.place(cell), List.of(cell)));
      }
    }
    for (Group group : board.groups()) {
      for (List<Integer> places : repeated(board, group, answer)) {
        broken.add(
            new BrokenRule(
                group.kind(),
                group.name()
                    + " has "
                    + board.symbol(answer[places.get(0)])
                    + (places.size() == 2 ? " twice" : " " + places.size() + " times"),
                places));
      }
    }
    return broken;
  }
}
