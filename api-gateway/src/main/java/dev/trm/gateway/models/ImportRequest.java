package dev.trm.gateway.models;

import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Ids;
import dev.trm.gateway.request.QueryFields;
import dev.trm.jobs.Shown;
import dev.trm.model.Positions;
import dev.trm.model.reference.ImportOptions;
import dev.trm.puzzles.PuzzleKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an import asks for beside the file.
 *
 * @param model that it becomes a version of
 * @param board the puzzles it is for; null where the request does not say
 */
record ImportRequest(String model, @Nullable Board board, ImportOptions options) {
  private static final List<String> KINDS =
      Arrays.stream(PuzzleKind.values()).map(PuzzleKind::wire).toList();

  private static final int MOST = 1 << 16;

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
            board == null ? null : board.vocabulary(),
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
      for (String name : List.of("size", "ends")) {
        if (query.text(name) != null) {
          throw wrong("kind", "kind is missing: " + name + " is of a kind of puzzle");
        }
      }
      return null;
    }
    if (!KINDS.contains(kind)) {
      throw wrong(
          "kind",
          "kind is " + Shown.of("'" + kind + "'") + "; known are " + String.join(", ", KINDS));
    }
    Boolean ends = query.parsed("ends", ImportRequest::truth);
    boolean grid = kind.equals(PuzzleKind.GRID.wire());
    if (ends != null && !grid) {
      throw wrong("ends", "ends is " + ends + "; it is for kind grid, and kind is '" + kind + "'");
    }
    Board board =
        query.parsed(
            "size",
            text -> grid ? Board.ofGrids(text, ends != null && ends) : Board.parse(kind, text));
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

  private static Boolean truth(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException(
          "ends is " + Shown.of("'" + text + "'") + "; it must be true or false");
    }
    return Boolean.valueOf(text);
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
