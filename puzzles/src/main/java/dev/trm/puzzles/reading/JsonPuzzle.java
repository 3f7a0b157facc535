package dev.trm.puzzles.reading;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.upload.BadRecord;
import java.io.IOException;
import java.util.Iterator;
import java.util.Set;

/** Reads a puzzle in the form of the REST API. */
final class JsonPuzzle {

  /** The names of a pair's fields. */
  static final Set<String> OF_PAIRS = Set.of("input", "output", "group");

  /** Fields that identify a JSON object as a puzzle rather than a set of ARC tasks. */
  static final Set<String> FIELDS =
      Set.of("kind", "grid", "solution", "puzzle", "model", "options");

  private static final Set<String> KNOWN = Set.of("kind", "grid", "solution");

  private JsonPuzzle() {}

  static void read(int line, JsonNode json, PuzzleSink sink) throws IOException {
    String wrong = wrong(json);
    if (!wrong.isEmpty()) {
      sink.refused(new BadRecord(line, "", wrong));
      return;
    }
    sink.puzzle(
        new FoundPuzzle(
            line, json.path("kind").textValue(), json.path("grid"), json.get("solution")));
  }

  private static String wrong(JsonNode json) {
    if (!json.isObject()) {
      return PuzzleFormatException.shown(json) + " is no JSON object";
    }
    if (json.has("input") && json.has("output")) {
      return "a pair of input and output is for training: ./trm datasets add FILE";
    }
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!KNOWN.contains(name)) {
        return "the field "
            + PuzzleFormatException.shown(name)
            + " is not known; a puzzle has kind, grid and, if it is known, solution";
      }
    }
    if (!json.path("kind").isTextual() || !json.has("grid")) {
      return "the puzzle needs kind, as in \"sudoku\", and grid";
    }
    return "";
  }
}
