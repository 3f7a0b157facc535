package dev.trm.puzzles.arc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.puzzles.PuzzleFormatException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes tasks as JSON lines: each line is the task's own file content with its {@code
 * id}.
 */
public final class ArcTaskLines {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ID = "id";

  private ArcTaskLines() {}

  /**
   * Reads all lines.
   *
   * @param in closed by this method
   * @throws IOException if it cannot be read or a line is not a task
   */
  public static List<ArcTask> read(InputStream in) throws IOException {
    List<ArcTask> tasks = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode json = MAPPER.readTree(line);
        if (!json.path(ID).isTextual()) {
          throw new IOException("line " + (tasks.size() + 1) + " has no id");
        }
        tasks.add(task(json, tasks.size() + 1));
      }
    }
    return tasks;
  }

  private static ArcTask task(JsonNode json, int number) throws IOException {
    try {
      return ArcTasks.task(json.path(ID).textValue(), ((ObjectNode) json).without(ID));
    } catch (PuzzleFormatException e) {
      throw new IOException("line " + number + ": " + e.getMessage(), e);
    }
  }

  /** A task's line, including its line end. */
  static byte[] line(ArcTask task) throws IOException {
    ObjectNode json = MAPPER.createObjectNode().put(ID, task.id());
    json.setAll(json(task));
    return (MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** A task as JSON in the form of its own file, with the test outputs that are known. */
  public static ObjectNode json(ArcTask task) {
    ObjectNode json = MAPPER.createObjectNode();
    ArrayNode train = json.putArray("train");
    for (ArcTask.Pair pair : task.train()) {
      train
          .addObject()
          .<ObjectNode>set("input", pair.input().json())
          .set("output", pair.output().json());
    }
    ArrayNode test = json.putArray("test");
    for (ArcTask.Test each : task.test()) {
      ObjectNode question = test.addObject();
      question.set("input", each.input().json());
      each.known().ifPresent(output -> question.set("output", output.json()));
    }
    return json;
  }
}
