package dev.trm.puzzles.arc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.grid.Grid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads tasks in the competition's format: an object with a task for each id, whose solutions are
 * in it or in a separate file; or a single task. Strict: an error is a {@link
 * PuzzleFormatException} whose pointer is the place in the document and whose message begins with
 * it.
 */
public final class ArcTasks {

  private ArcTasks() {}

  /**
   * Reads tasks by id, in the file's order.
   *
   * @throws IOException if the file cannot be read
   */
  public static List<ArcTask> read(Path challenges) throws IOException {
    return of(ArcJson.read(challenges));
  }

  /**
   * Reads tasks by id, in the file's order, each with its solutions.
   *
   * @throws IOException if a file cannot be read
   */
  public static List<ArcTask> read(Path challenges, Path solutions) throws IOException {
    return withSolutions(of(ArcJson.read(challenges)), ArcJson.read(solutions));
  }

  /** Parses tasks by id. */
  public static List<ArcTask> of(JsonNode challenges) {
    ArcJson.requireObject(challenges, "");
    List<ArcTask> tasks = new ArrayList<>();
    for (Iterator<Map.Entry<String, JsonNode>> each = challenges.fields(); each.hasNext(); ) {
      Map.Entry<String, JsonNode> task = each.next();
      tasks.add(task(task.getKey(), task.getValue(), ArcJson.at("", task.getKey())));
    }
    if (tasks.isEmpty()) {
      throw ArcJson.wrong(challenges, "", "has no task");
    }
    return List.copyOf(tasks);
  }

  /** Parses a single task in the form of its own file. */
  public static ArcTask task(String id, JsonNode json) {
    return task(id, json, "");
  }

  private static ArcTask task(String id, JsonNode json, String pointer) {
    ArcJson.requireFields(json, pointer, List.of("train", "test"));
    List<ArcTask.Pair> train = new ArrayList<>();
    for (Element each : elements(json, pointer, "train")) {
      ArcJson.requireFields(each.json(), each.pointer(), List.of("input", "output"));
      train.add(
          new ArcTask.Pair(grid(each, "input").orElseThrow(), grid(each, "output").orElseThrow()));
    }
    List<ArcTask.Test> test = new ArrayList<>();
    for (Element each : elements(json, pointer, "test")) {
      ArcJson.requireFields(each.json(), each.pointer(), List.of("input"), List.of("output"));
      test.add(
          new ArcTask.Test(grid(each, "input").orElseThrow(), grid(each, "output").orElse(null)));
    }
    return new ArcTask(id, train, test);
  }

  private record Element(JsonNode json, String pointer) {}

  private static List<Element> elements(JsonNode json, String pointer, String field) {
    String at = pointer + "/" + field;
    JsonNode array = json.get(field);
    ArcJson.requireFilledArray(array, at);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      elements.add(new Element(array.get(i), at + "/" + i));
    }
    return elements;
  }

  private static Optional<Grid> grid(Element element, String field) {
    JsonNode grid = element.json().get(field);
    return grid == null
        ? Optional.empty()
        : Optional.of(ArcJson.grid(grid, element.pointer() + "/" + field));
  }

  /**
   * Adds the solutions of a separate document: an object with an array for each id, one grid for
   * each test input.
   */
  public static List<ArcTask> withSolutions(List<ArcTask> tasks, JsonNode solutions) {
    ArcJson.requireFields(solutions, "", tasks.stream().map(ArcTask::id).toList());
    List<ArcTask> solved = new ArrayList<>();
    for (ArcTask task : tasks) {
      String at = ArcJson.at("", task.id());
      JsonNode grids = solutions.get(task.id());
      ArcJson.requireFilledArray(grids, at);
      if (grids.size() != task.test().size()) {
        throw ArcJson.wrong(
            grids,
            at,
            "has " + grids.size() + " grids; the task has " + task.test().size() + " test inputs");
      }
      List<ArcTask.Test> tests = new ArrayList<>();
      for (int i = 0; i < grids.size(); i++) {
        Grid grid = ArcJson.grid(grids.get(i), at + "/" + i);
        tests.add(new ArcTask.Test(task.test().get(i).input(), grid));
      }
      solved.add(new ArcTask(task.id(), task.train(), tests));
    }
    return List.copyOf(solved);
  }
}
