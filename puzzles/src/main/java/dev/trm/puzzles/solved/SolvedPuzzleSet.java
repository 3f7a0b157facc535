package dev.trm.puzzles.solved;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.puzzles.ExampleSet;
import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.maze.LabelledMaze;
import dev.trm.puzzles.maze.MazeExamples;
import dev.trm.puzzles.reading.FoundPuzzle;
import dev.trm.puzzles.sudoku.SolvedSudoku;
import dev.trm.puzzles.sudoku.SudokuExamples;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Training and held-out puzzles of one kind and size, as a file stores them: each line is a JSON
 * object with kind, grid, solution and {@code heldOut}.
 *
 * @param first any of them: all have its kind, size and tokens
 */
public record SolvedPuzzleSet(Puzzle first, ExampleSet examples, List<HeldOutPuzzle> judged) {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String HELD_OUT = "heldOut";

  public SolvedPuzzleSet {
    judged = List.copyOf(judged);
  }

  /**
   * Reads all lines.
   *
   * @param in closed by this method
   * @throws IOException if it cannot be read or a line is not a puzzle of a set
   */
  public static SolvedPuzzleSet read(InputStream in) throws IOException {
    List<SolvedPuzzle> training = new ArrayList<>();
    List<HeldOutPuzzle> judged = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode json = MAPPER.readTree(line);
        SolvedPuzzle solved = solved(json, ++number);
        if (json.path(HELD_OUT).asBoolean()) {
          judged.add(solved.heldOut());
        } else {
          training.add(solved);
        }
      }
    }
    if (training.isEmpty() || judged.isEmpty()) {
      throw new IOException(
          "the set has no puzzle to " + (training.isEmpty() ? "train on" : "judge by"));
    }
    return new SolvedPuzzleSet(training.get(0).puzzle(), examples(training), judged);
  }

  private static SolvedPuzzle solved(JsonNode json, int number) throws IOException {
    if (!json.path(HELD_OUT).isBoolean()) {
      throw new IOException("line " + number + " does not say whether it is held out");
    }
    try {
      return SolvedPuzzle.of(
          new FoundPuzzle(
              number, json.path("kind").asText(), json.path("grid"), json.path("solution")));
    } catch (PuzzleFormatException e) {
      throw new IOException("line " + number + ": " + e.getMessage(), e);
    }
  }

  private static ExampleSet examples(List<SolvedPuzzle> training) {
    List<SolvedSudoku> sudokus = new ArrayList<>();
    List<LabelledMaze> mazes = new ArrayList<>();
    for (SolvedPuzzle each : training) {
      if (each instanceof SolvedPuzzle.Sudoku sudoku) {
        sudokus.add(sudoku.solved());
      } else if (each instanceof SolvedPuzzle.Labelled maze) {
        mazes.add(maze.heldOut());
      }
    }
    return mazes.isEmpty() ? SudokuExamples.of(sudokus) : new MazeExamples(mazes);
  }

  /** A line of a set, including its line end. */
  static byte[] line(SolvedPuzzle solved, boolean heldOut) throws IOException {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("kind", solved.puzzle().kind().wire());
    json.set("grid", solved.puzzle().grid());
    json.set("solution", solved.solution());
    json.put(HELD_OUT, heldOut);
    return (MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
