package dev.trm.puzzles.grid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
 * A user's training and held-out pairs, as a file stores them: the lines that {@link
 * GridPairReader} reads, each with {@code heldOut}, true or false.
 *
 * @param layout that fits all of them
 */
public record GridPairSet(GridLayout layout, List<GridPair> training, List<GridPair> heldOut) {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String HELD_OUT = "heldOut";

  public GridPairSet {
    training = List.copyOf(training);
    heldOut = List.copyOf(heldOut);
  }

  /**
   * Reads all lines.
   *
   * @param in closed by this method
   * @throws IOException if it cannot be read or a line is not a pair of a set
   */
  public static GridPairSet read(InputStream in) throws IOException {
    GridSurvey survey = new GridSurvey();
    List<GridPair> training = new ArrayList<>();
    List<GridPair> heldOut = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        JsonNode json = MAPPER.readTree(line);
        boolean apart = json.path(HELD_OUT).asBoolean();
        GridPair pair = pair(json, number);
        survey.add(pair);
        (apart ? heldOut : training).add(pair);
      }
    }
    if (training.isEmpty() || heldOut.isEmpty()) {
      throw new IOException(
          "the set has no pair to " + (training.isEmpty() ? "train on" : "judge by"));
    }
    return new GridPairSet(survey.layout(), training, heldOut);
  }

  private static GridPair pair(JsonNode json, int number) throws IOException {
    if (!json.path(HELD_OUT).isBoolean()) {
      throw new IOException("line " + number + " does not say whether it is held out");
    }
    try {
      return GridPairReader.pair(((ObjectNode) json).without(HELD_OUT));
    } catch (PuzzleFormatException e) {
      throw new IOException("line " + number + ": " + e.getMessage(), e);
    }
  }

  /** A line of a set, including its line end. */
  static byte[] line(GridPair pair, boolean heldOut) throws IOException {
    ObjectNode json = MAPPER.createObjectNode();
    json.set("input", pair.input().json());
    json.set("output", pair.output().json());
    json.put("group", pair.group());
    json.put(HELD_OUT, heldOut);
    return (MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The training pairs. */
  public GridPairExamples examples() {
    return new GridPairExamples(training, layout);
  }

  /** The held-out pairs. */
  public List<HeldOutGridPair> judged() {
    return heldOut.stream()
        .map(pair -> new HeldOutGridPair(pair.input(), pair.output(), layout, 0))
        .toList();
  }
}
