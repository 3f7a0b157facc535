package dev.trm.puzzles.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.puzzles.JsonErrors;
import dev.trm.puzzles.arc.ArcTask;
import dev.trm.puzzles.arc.ArcTaskStream;
import dev.trm.puzzles.upload.BadRecord;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a file of puzzles in any supported form, record by record; reading continues after a bad
 * record. Only a few records are in memory at a time.
 *
 * @param name the id of a task that is alone in the file
 */
public record PuzzleReader(String name) {

  /** The supported forms, for messages. */
  public static final String FORMS =
      "Understood are a Sudoku a line (16, 36, 81 or 256 cells, a blank as . 0 _ * - x or ?),"
          + " Sudokus drawn in rows of 4, 6, 9 or 16 cells, mazes of #, space, S and G, CSV with a"
          + " header such as puzzle,solution, JSON with kind and grid, and ARC tasks as JSON";

  /**
   * The number of characters to inspect: enough for comments, a header and the first key of a
   * document.
   */
  private static final int HEAD = 1 << 13;

  private static final Pattern FIRST_KEY =
      Pattern.compile("\\A\\{\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*:");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The form of a file's content. */
  public enum Form {
    /** ARC tasks as one JSON document. */
    TASKS,
    /** One JSON object with input and output in each line. */
    PAIRS,
    /** One puzzle as a JSON object in each line, or a single one. */
    JSON,
    /** A table with a header. */
    CSV,
    /** Anything else. */
    TEXT
  }

  /**
   * Detects the form of a file by its beginning.
   *
   * @param in not closed; the caller must not read it further
   */
  public static Form form(InputStream in) throws IOException {
    NumberedLines lines = new NumberedLines(TextDecoding.open(in));
    return form(lines);
  }

  /**
   * Reads a whole file.
   *
   * @param in UTF-8 or UTF-16; not closed
   */
  public void read(InputStream in, PuzzleSink sink) throws IOException {
    NumberedLines lines = new NumberedLines(TextDecoding.open(in));
    switch (form(lines)) {
      case TASKS -> tasks(lines, sink);
      case CSV -> {
        Optional<CsvPuzzles> table = CsvPuzzles.of(String.valueOf(lines.next()));
        table.orElseThrow().read(lines.rest(), lines.number(), sink);
      }
      case JSON, PAIRS -> json(lines, sink);
      case TEXT -> new TextPuzzles(sink).read(lines);
    }
  }

  /** Consumes leading comments and blank lines, unless text follows them. */
  private static Form form(NumberedLines lines) throws IOException {
    String head = lines.peek(HEAD);
    int at = 0;
    int skipped = 0;
    while (at < head.length()) {
      int end = end(head, at);
      String line = head.substring(at, end).strip();
      boolean comment =
          line.isEmpty()
              || line.startsWith("#")
              || line.startsWith("//")
              || (line.startsWith(";") && CsvPuzzles.of(line).isEmpty());
      if (!comment) {
        Form form = form(line, head.substring(at).stripLeading());
        for (int i = 0; form != Form.TEXT && i < skipped; i++) {
          lines.next();
        }
        return form;
      }
      at = end;
      if (at < head.length()) {
        at += head.startsWith("\r\n", at) ? 2 : 1;
      }
      skipped++;
    }
    return Form.TEXT;
  }

  private static int end(String head, int from) {
    int end = from;
    while (end < head.length() && head.charAt(end) != '\n' && head.charAt(end) != '\r') {
      end++;
    }
    return end;
  }

  private static Form form(String line, String rest) {
    if (line.startsWith("{")) {
      Matcher key = FIRST_KEY.matcher(rest);
      String first = key.find() ? key.group(1) : "";
      return JsonPuzzle.OF_PAIRS.contains(first)
          ? Form.PAIRS
          : first.isEmpty() || JsonPuzzle.FIELDS.contains(first) ? Form.JSON : Form.TASKS;
    }
    return CsvPuzzles.of(line).isPresent() ? Form.CSV : Form.TEXT;
  }

  private void tasks(NumberedLines lines, PuzzleSink sink) throws IOException {
    int before = lines.number();
    new ArcTaskStream(name)
        .read(
            lines.rest(),
            new ArcTaskStream.Sink() {
              @Override
              public void task(int line, ArcTask task) throws IOException {
                sink.task(before + line, task);
              }

              @Override
              public void refused(BadRecord bad) throws IOException {
                sink.refused(new BadRecord(before + bad.line(), bad.pointer(), bad.reason()));
              }
            });
  }

  /** One object over several lines, or one in each line. */
  private static void json(NumberedLines lines, PuzzleSink sink) throws IOException {
    String head = lines.peek(NumberedLines.LONGEST);
    boolean alone = !head.substring(0, end(head, 0)).strip().endsWith("}");
    if (!alone || head.length() == NumberedLines.LONGEST) {
      new TextPuzzles(sink).read(lines);
      return;
    }
    int line = lines.number() + 1;
    try {
      JsonNode json = JSON.readTree(head);
      JsonPuzzle.read(line, json, sink);
    } catch (JsonProcessingException e) {
      sink.refused(new BadRecord(line, "", "this is not JSON: " + JsonErrors.reason(e)));
    }
  }
}
