package dev.trm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The puzzles an argument stands for, as the API takes them. Whether they are right is for the API
 * to say; here only text is taken apart.
 */
final class Puzzles {
  private static final Set<Integer> SUDOKU_CELLS = Set.of(16, 36, 81, 256);
  private static final ObjectMapper JSON = new ObjectMapper();

  private Puzzles() {}

  /**
   * Reads an argument.
   *
   * @param argument a file's name, {@code -} for standard input, or a grid itself
   * @return at least one puzzle
   */
  static List<JsonNode> of(String argument, InputStream in) throws UsageException {
    List<JsonNode> puzzles = parse(text(argument, in));
    if (puzzles.isEmpty()) {
      throw new UsageException("'" + argument + "' holds no puzzle");
    }
    return puzzles;
  }

  private static String text(String argument, InputStream in) throws UsageException {
    try {
      if (argument.equals("-")) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      return isFile(argument) ? Files.readString(Path.of(argument)) : argument;
    } catch (IOException e) {
      throw new UsageException("'" + argument + "' can't be read: " + e.getMessage(), e);
    }
  }

  private static boolean isFile(String argument) {
    try {
      return Files.isRegularFile(Path.of(argument));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * One puzzle a line: a Sudoku's cells, or a JSON object as the API's field {@code puzzle}. Short
   * lines that are a square together are one Sudoku. Empty lines and what follows {@code //} don't
   * count.
   */
  static List<JsonNode> parse(String text) throws UsageException {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\\R", -1)) {
      String bare = line.strip();
      if (!bare.isEmpty() && !bare.startsWith("//")) {
        lines.add(bare);
      }
    }
    if (isOneSquare(lines)) {
      return List.of(sudoku(String.join("", lines)));
    }
    List<JsonNode> puzzles = new ArrayList<>();
    for (String line : lines) {
      puzzles.add(line.startsWith("{") ? json(line) : sudoku(line));
    }
    return puzzles;
  }

  /** Sixteen lines of sixteen are as many 4×4 puzzles if no digit is too large for that. */
  private static boolean isOneSquare(List<String> lines) {
    int side = lines.size();
    if (!SUDOKU_CELLS.contains(side * side)
        || !lines.stream().allMatch(line -> line.length() == side)) {
      return false;
    }
    return side < 16 || !lines.stream().allMatch(line -> line.matches("[0-4.]*"));
  }

  private static ObjectNode sudoku(String grid) {
    return JsonNodeFactory.instance.objectNode().put("kind", "sudoku").put("grid", grid);
  }

  private static JsonNode json(String line) throws UsageException {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new UsageException("no puzzle in JSON: " + e.getOriginalMessage(), e);
    }
  }
}
