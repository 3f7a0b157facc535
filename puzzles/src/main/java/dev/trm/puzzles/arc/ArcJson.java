package dev.trm.puzzles.arc;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.puzzles.JsonErrors;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.grid.Grid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Strict reading of the competition's documents; messages begin with the place of the error. */
final class ArcJson {

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private ArcJson() {}

  /**
   * Reads a whole document.
   *
   * @throws IOException if it cannot be read
   * @throws PuzzleFormatException if it is not JSON
   */
  static JsonNode read(Path file) throws IOException {
    return parse(Files.readAllBytes(file));
  }

  private static JsonNode parse(byte[] bytes) throws IOException {
    try {
      return MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new PuzzleFormatException(
          "",
          "",
          String.format(
              "the document is not JSON at line %d, column %d: %s",
              e.getLocation().getLineNr(), e.getLocation().getColumnNr(), JsonErrors.reason(e)));
    }
  }

  static String at(String pointer, String field) {
    return pointer + "/" + field.replace("~", "~0").replace("/", "~1");
  }

  static Grid grid(JsonNode json, String pointer) {
    return ArcPuzzle.grid(json, pointer, pointer + ":");
  }

  static void requireObject(JsonNode json, String pointer) {
    if (!json.isObject()) {
      throw wrong(json, pointer, "is no JSON object");
    }
  }

  static void requireFields(JsonNode json, String pointer, List<String> needed) {
    requireFields(json, pointer, needed, List.of());
  }

  /** Rejects an object with a missing or an additional field. */
  static void requireFields(
      JsonNode json, String pointer, List<String> needed, List<String> possible) {
    requireObject(json, pointer);
    for (String field : needed) {
      if (!json.has(field)) {
        throw wrong(json, at(pointer, field), "is missing");
      }
    }
    Set<String> known = new LinkedHashSet<>(needed);
    known.addAll(possible);
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw wrong(json, at(pointer, name), "is not known here");
      }
    }
  }

  static void requireFilledArray(@Nullable JsonNode json, String pointer) {
    if (json == null || !json.isArray()) {
      throw wrong(json, pointer, "is no array");
    }
    if (json.isEmpty()) {
      throw wrong(json, pointer, "is empty");
    }
  }

  static PuzzleFormatException wrong(@Nullable JsonNode json, String pointer, String message) {
    return new PuzzleFormatException(
        pointer,
        String.valueOf(json),
        (pointer.isEmpty() ? "the document" : pointer) + " " + message);
  }
}
