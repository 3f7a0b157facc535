package dev.trm.puzzles.reading;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.puzzles.arc.ArcTask;
import dev.trm.puzzles.upload.BadRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Collects all records that a reader finds in a text. */
final class Records implements PuzzleSink {
  final List<FoundPuzzle> puzzles = new ArrayList<>();
  final List<ArcTask> tasks = new ArrayList<>();
  final List<BadRecord> refused = new ArrayList<>();

  static Records of(String text) {
    return of(text, StandardCharsets.UTF_8);
  }

  static Records of(String text, Charset charset) {
    Records records = new Records();
    try {
      new PuzzleReader("alone").read(new ByteArrayInputStream(text.getBytes(charset)), records);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return records;
  }

  /** The grids of all puzzles as text; fails if a record was rejected. */
  List<String> grids() {
    if (!refused.isEmpty()) {
      throw new AssertionError("refused: " + refused);
    }
    return puzzles.stream().map(puzzle -> text(puzzle.grid())).toList();
  }

  List<Integer> lines() {
    return puzzles.stream().map(FoundPuzzle::line).toList();
  }

  List<String> solutions() {
    return puzzles.stream().map(puzzle -> text(puzzle.solution().orElseThrow())).toList();
  }

  List<String> problems() {
    return refused.stream().map(bad -> bad.line() + ": " + bad.reason()).toList();
  }

  private static String text(JsonNode grid) {
    if (grid.isTextual()) {
      return grid.textValue();
    }
    List<String> rows = new ArrayList<>();
    grid.forEach(row -> rows.add(row.textValue()));
    return String.join("\n", rows);
  }

  @Override
  public void puzzle(FoundPuzzle puzzle) {
    puzzles.add(puzzle);
  }

  @Override
  public void task(int line, ArcTask task) {
    tasks.add(task);
  }

  @Override
  public void refused(BadRecord bad) {
    refused.add(bad);
  }
}
