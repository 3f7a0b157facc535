package dev.trm.gateway.models;

import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Ids;
import dev.trm.gateway.request.QueryFields;
import dev.trm.model.Positions;
import dev.trm.model.reference.ImportOptions;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an import asks for beside the file.
 *
 * @param model that it becomes a version of
 */
record ImportRequest(String model, ImportOptions options) {
  private static final int MOST = 1 << 16;

  /** Reads query parameters; kind and size stand for the cells and tokens of such puzzles. */
  static ImportRequest parse(QueryFields query) {
    String model = query.text("model");
    if (model == null) {
      throw wrong("model", "model is missing: the name that the checkpoint becomes a version of");
    }
    Ids.name("model", model);
    SudokuSize size = size(query);
    Integer cells = whole(query, "sequenceLength");
    if (size != null && cells != null && cells != size.cells()) {
      throw wrong(
          "sequenceLength",
          "sequenceLength is "
              + cells
              + "; a Sudoku of size "
              + size.side()
              + " has "
              + size.cells());
    }
    ImportOptions options =
        new ImportOptions(
            whole(query, "heads"),
            size == null ? cells : Integer.valueOf(size.cells()),
            size == null ? null : Integer.valueOf(size.side() + 2),
            whole(query, "prefix"),
            whole(query, "latentSteps"),
            whole(query, "recursions"),
            whole(query, "maxCycles"),
            query.parsed("positions", ImportRequest::positions));
    query.end();
    return new ImportRequest(model, options);
  }

  private static @Nullable SudokuSize size(QueryFields query) {
    String kind = query.text("kind");
    SudokuSize size =
        query.parsed(
            "size",
            text -> {
              if (!text.matches("[0-9]{1,3}")) {
                throw new IllegalArgumentException("size is '" + text + "'; it must be a number");
              }
              return SudokuSize.ofSide(Integer.parseInt(text));
            });
    if (kind == null && size != null) {
      throw wrong("kind", "kind is missing: a size is of a kind of puzzle");
    }
    if (kind != null && !kind.equals(PuzzleKind.SUDOKU.wire())) {
      throw wrong("kind", "kind is '" + kind + "'; known is " + PuzzleKind.SUDOKU.wire());
    }
    if (kind != null && size == null) {
      throw wrong("size", "size is missing: a kind has puzzles of several sizes");
    }
    return size;
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
