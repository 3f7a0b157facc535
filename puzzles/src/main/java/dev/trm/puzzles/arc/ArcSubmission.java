package dev.trm.puzzles.arc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.puzzles.grid.Grid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two attempts at every test input, in the competition's format: {@code {"007bbfb7": [{"attempt_1":
 * [[…]], "attempt_2": [[…]]}]}}.
 */
public final class ArcSubmission {

  /** The grid for a missing answer, because the format requires a grid. */
  public static final Grid NO_ANSWER = Grid.of(1, 1, 0);

  private static final String FIRST = "attempt_1";
  private static final String SECOND = "attempt_2";

  private final Map<String, List<Attempts>> tasks;

  /** Two answers to one test input; either may be the correct one. */
  public record Attempts(Grid first, Grid second) {

    public boolean hit(Grid solution) {
      return first.equals(solution) || second.equals(solution);
    }
  }

  /**
   * @param tasks by id, the attempts at each test input in order
   */
  public ArcSubmission(Map<String, List<Attempts>> tasks) {
    Map<String, List<Attempts>> copy = new LinkedHashMap<>();
    tasks.forEach((id, attempts) -> copy.put(id, List.copyOf(attempts)));
    this.tasks = copy;
  }

  /**
   * Reads a file strictly.
   *
   * @throws IOException if it cannot be read
   * @throws dev.trm.puzzles.PuzzleFormatException naming the error and its place
   */
  public static ArcSubmission read(Path file) throws IOException {
    return of(ArcJson.read(file));
  }

  /**
   * Reads a document strictly.
   *
   * @throws dev.trm.puzzles.PuzzleFormatException naming the error and its place
   */
  public static ArcSubmission of(JsonNode json) {
    ArcJson.requireObject(json, "");
    Map<String, List<Attempts>> tasks = new LinkedHashMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> each = json.fields(); each.hasNext(); ) {
      Map.Entry<String, JsonNode> task = each.next();
      tasks.put(task.getKey(), attempts(task.getValue(), ArcJson.at("", task.getKey())));
    }
    return new ArcSubmission(tasks);
  }

  private static List<Attempts> attempts(JsonNode json, String pointer) {
    ArcJson.requireFilledArray(json, pointer);
    List<Attempts> attempts = new ArrayList<>();
    for (int i = 0; i < json.size(); i++) {
      String at = pointer + "/" + i;
      ArcJson.requireFields(json.get(i), at, List.of(FIRST, SECOND));
      attempts.add(
          new Attempts(
              ArcJson.grid(json.get(i).path(FIRST), at + "/" + FIRST),
              ArcJson.grid(json.get(i).path(SECOND), at + "/" + SECOND)));
    }
    return attempts;
  }

  public Optional<List<Attempts>> attempts(String task) {
    return Optional.ofNullable(tasks.get(task));
  }

  /** The ids of its tasks, in order. */
  public List<String> tasks() {
    return List.copyOf(tasks.keySet());
  }

  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    tasks.forEach(
        (id, attempts) -> {
          ArrayNode array = json.putArray(id);
          for (Attempts each : attempts) {
            ObjectNode both = array.addObject();
            both.set(FIRST, each.first().json());
            both.set(SECOND, each.second().json());
          }
        });
    return json;
  }

  /** Writes a submission file for the competition. */
  public void write(Path file) throws IOException {
    Files.writeString(file, json().toString());
  }
}
