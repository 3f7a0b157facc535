package dev.trm.gateway.models;

import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Ids;
import dev.trm.gateway.request.QueryFields;
import dev.trm.jobs.Shown;
import dev.trm.model.Positions;
import dev.trm.model.reference.ImportOptions;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.maze.Maze;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an import asks for beside the file.
 *
 * @param model that it becomes a version of
 * @param board the puzzles it is for; null where the request does not say
 */
record ImportRequest(String model, @Nullable Board board, ImportOptions options) {
  /** Those whose cells and tokens are known from their size. */
  private static final List<String> KINDS =
      List.of(PuzzleKind.SUDOKU.wire(), PuzzleKind.MAZE.wire(), PuzzleKind.ARC.wire());

  private static final int MOST = 1 << 16;

  /**
   * Puzzles of one kind and size.
   *
   * @param kind {@code sudoku}
   * @param shape width first, {@code 9x9}
   * @param vocabulary the number of different tokens
   */
  record Board(String kind, String shape, int cells, int vocabulary) {
    /** Padding, the end of a grid and ten colours. */
    private static final int ARC_TOKENS = 12;

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,3})(?:x([0-9]{1,3}))?");

    /**
     * Reads a size, {@code 9} or {@code 9x9}.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    static Board parse(String kind, String text) {
      Matcher size = SIZE.matcher(text);
      if (!size.matches()) {
        throw new IllegalArgumentException(
            "size is " + Shown.of("'" + text + "'") + "; it must be like 9 or 9x9");
      }
      int width = Integer.parseInt(size.group(1));
      int height = size.group(2) == null ? width : Integer.parseInt(size.group(2));
      boolean maze = kind.equals(PuzzleKind.MAZE.wire());
      if (!maze && width != height) {
        throw new IllegalArgumentException(
            "size is '" + text + "'; a board of kind " + kind + " is square");
      }
      if (kind.equals(PuzzleKind.SUDOKU.wire())) {
        SudokuSize sudoku = SudokuSize.ofSide(width);
        return of(kind, width, height, sudoku.side() + 2);
      }
      if (Math.min(width, height) < Maze.LEAST_SIDE || Math.max(width, height) > Maze.MOST_SIDE) {
        throw new IllegalArgumentException(
            "size is '" + text + "'; a side must be " + Maze.LEAST_SIDE + " to " + Maze.MOST_SIDE);
      }
      return of(kind, width, height, maze ? Maze.VOCABULARY : ARC_TOKENS);
    }

    private static Board of(String kind, int width, int height, int vocabulary) {
      return new Board(kind, width + "x" + height, width * height, vocabulary);
    }
  }

  /** Reads query parameters; kind and size stand for the cells and tokens of such puzzles. */
  static ImportRequest parse(QueryFields query) {
    String model = query.text("model");
    if (model == null) {
      throw wrong("model", "model is missing: the name that the checkpoint becomes a version of");
    }
    Ids.name("model", model);
    Board board = board(query);
    Integer cells = whole(query, "sequenceLength");
    if (board != null && cells != null && cells != board.cells()) {
      throw wrong(
          "sequenceLength",
          "sequenceLength is "
              + cells
              + "; a "
              + board.kind()
              + " of "
              + board.shape()
              + " has "
              + board.cells());
    }
    ImportOptions options =
        new ImportOptions(
            whole(query, "heads"),
            board == null ? cells : Integer.valueOf(board.cells()),
            board == null ? null : Integer.valueOf(board.vocabulary()),
            whole(query, "prefix"),
            whole(query, "latentSteps"),
            whole(query, "recursions"),
            whole(query, "maxCycles"),
            query.parsed("positions", ImportRequest::positions));
    query.end();
    return new ImportRequest(model, board, options);
  }

  private static @Nullable Board board(QueryFields query) {
    String kind = query.text("kind");
    if (kind == null) {
      if (query.text("size") != null) {
        throw wrong("kind", "kind is missing: a size is of a kind of puzzle");
      }
      return null;
    }
    if (!KINDS.contains(kind)) {
      throw wrong(
          "kind",
          "kind is " + Shown.of("'" + kind + "'") + "; known are " + String.join(", ", KINDS));
    }
    Board board = query.parsed("size", text -> Board.parse(kind, text));
    if (board == null) {
      throw wrong("size", "size is missing: a kind has puzzles of several sizes");
    }
    return board;
  }

  private static @Nullable Integer whole(QueryFields query, String name) {
    return query.parsed(
        name,
        text -> {
          if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) > MOST) {
            throw new IllegalArgumentException(
                name + " is '" + text + "'; it must be a whole number 0 to " + MOST);
          }
          return Integer.valueOf(text);
        });
  }

  private static Positions positions(String text) {
    for (Positions each : Positions.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "positions is '" + text + "'; known are rope, learned, none");
  }

  private static ProblemException wrong(String name, String detail) {
    return new ProblemException(Problem.parameter(name, detail));
  }
}
