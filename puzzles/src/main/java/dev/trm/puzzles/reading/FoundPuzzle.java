package dev.trm.puzzles.reading;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A puzzle from a file, in the form of the REST API; its rules are not checked yet.
 *
 * @param line where it begins, counted from 1
 * @param answer the solution in the file, in the form of the grid; null if there is none
 */
public record FoundPuzzle(int line, String kind, JsonNode grid, @Nullable JsonNode answer) {

  public Optional<JsonNode> solution() {
    return Optional.ofNullable(answer);
  }
}
