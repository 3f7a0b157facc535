package dev.trm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.puzzles.JsonErrors;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.arc.ArcTask;
import dev.trm.puzzles.arc.ArcTaskLines;
import dev.trm.puzzles.arc.ArcTasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of ARC tasks.
 *
 * @param solutions where the outputs of the test inputs are, if not in the tasks
 */
record ArcTaskFile(Path file, @Nullable Path solutions) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The tasks by their names, in the file's order; all are checked.
   *
   * @throws UsageException naming the file, the task and what is wrong with it
   */
  Map<String, JsonNode> tasks() throws UsageException {
    JsonNode document = read(file);
    Map<String, JsonNode> tasks = new LinkedHashMap<>();
    try {
      List<ArcTask> found =
          document.has("train") || document.has("test")
              ? List.of(ArcTasks.task(name(), document))
              : ArcTasks.of(document);
      if (solutions != null) {
        found = ArcTasks.withSolutions(found, read(solutions));
      }
      found.forEach(task -> tasks.put(task.id(), ArcTaskLines.json(task)));
    } catch (PuzzleFormatException e) {
      throw new UsageException(
          "'"
              + file
              + "'"
              + (solutions == null ? "" : " with '" + solutions + "'")
              + ": "
              + e.getMessage(),
          e);
    }
    return tasks;
  }

  private String name() {
    Path last = file.getFileName();
    String name = last == null ? "" : last.toString();
    return name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
  }

  private static JsonNode read(Path file) throws UsageException {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new UsageException("'" + file + "' is not JSON: " + JsonErrors.describe(e), e);
    } catch (IOException e) {
      throw UsageException.unreadable(file, e);
    }
  }
}
