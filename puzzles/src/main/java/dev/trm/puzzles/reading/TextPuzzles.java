package dev.trm.puzzles.reading;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.puzzles.JsonErrors;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.upload.BadRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads puzzles written as text: one in each line, drawn in rows, or JSON objects. For a single
 * use.
 */
final class TextPuzzles {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final String FRAME = "-=_+*:| \t";
  private static final String DASHES = "-=_*";
  private static final Pattern NUMBER = Pattern.compile("\\(?\\d{1,3}[.):]?");
  private static final Pattern COMMENT_BEHIND = Pattern.compile("\\s#.*|//.*|;.*");
  private static final Pattern SECTION = Pattern.compile("\\[\\s*([A-Za-z][A-Za-z ]*)\\]");
  private static final Pattern FIRST_WORD = Pattern.compile("^\\W*([\\p{L}]{2,})");
  private static final Pattern SYMBOLS_ONLY = Pattern.compile("[A-Ga-gxX]+");
  private static final Set<Integer> WHOLE = Set.of(16, 36, 81, 256);
  private static final int LONGEST_ROW = 60;
  private static final double LIKE_CELLS = 0.5;

  private final PuzzleSink sink;
  private final SudokuRows rows;
  private final SixteenLines sixteens;
  private final MazeLines mazes;
  private final List<Dashes> dashes = new ArrayList<>();
  private boolean skipping;

  /** A line of dashes: a row of blanks or a frame, depending on the rows around it. */
  private record Dashes(int line, SudokuLine cells, char dash) {}

  TextPuzzles(PuzzleSink sink) {
    this.sink = sink;
    this.rows = new SudokuRows(sink);
    this.sixteens = new SixteenLines(sink);
    this.mazes = new MazeLines(sink);
  }

  void read(NumberedLines lines) throws IOException {
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (lines.tooLong()) {
        flush();
        refuse(lines.number(), "the line is longer than " + NumberedLines.LONGEST + " characters");
      } else {
        read(lines.number(), line);
      }
    }
    flush();
    release(lines.number() + 1);
    flush();
  }

  private void read(int number, String raw) throws IOException {
    String line = plainFrames(raw);
    Matcher section = SECTION.matcher(line.strip());
    if (section.matches()) {
      flush();
      // A file of SudoCue contains the puzzle and the user's progress; skip the latter.
      skipping = section.group(1).strip().equalsIgnoreCase("state");
    } else if (!skipping) {
      boolean maze = rows.isEmpty() && sixteens.isEmpty() && mazes.add(number, raw);
      release(number);
      if (maze) {
        dashes.clear();
      } else {
        readCells(number, raw, line);
      }
    }
  }

  /** Reads the lines that turned out not to be the first of a maze. */
  private void release(int next) throws IOException {
    List<String> released = mazes.released();
    for (int i = 0; i < released.size(); i++) {
      readCells(next - released.size() + i, released.get(i), released.get(i));
    }
  }

  private void readCells(int number, String raw, String line) throws IOException {
    String text = line.strip();
    if (text.isEmpty()) {
      dashes.clear();
      rows.blank();
      sixteens.blank();
    } else if (text.startsWith("#") || text.startsWith(";") || text.startsWith("//")) {
      return;
    } else if (text.startsWith("{")) {
      flush();
      json(number, text);
    } else if (!frame(number, text)) {
      cells(number, raw, line);
    }
  }

  /** Handles a line of a frame; false if it is not one. */
  private boolean frame(int number, String text) throws IOException {
    if (!text.chars().allMatch(each -> FRAME.indexOf(each) >= 0)
        || text.chars().noneMatch(each -> DASHES.indexOf(each) >= 0)) {
      return false;
    }
    String cells = text.replaceAll("[|\\s]", "");
    char dash = cells.charAt(0);
    SudokuLine line = SudokuLine.of(text);
    boolean same = cells.chars().allMatch(each -> each == dash);
    if (!same || dash == '=' || dash == '+' || dash == ':' || !line.row()) {
      return true;
    }
    Boolean blank = rows.isEmpty() ? null : rows.usesAsBlank(dash);
    if (Boolean.TRUE.equals(blank)) {
      row(number, line);
    } else if (blank == null) {
      dashes.add(new Dashes(number, line, dash));
    }
    return true;
  }

  private void cells(int number, String raw, String line) throws IOException {
    String bare = COMMENT_BEHIND.matcher(line).replaceFirst("");
    SudokuLine cells = SudokuLine.of(bare.length() == line.length() ? line : bare.stripTrailing());
    int[] whole = cells.whole();
    if (whole != null) {
      flush();
      emit(number, whole, null);
    } else if (cells.row()) {
      for (Dashes each : dashes) {
        if (cells.blanks().contains(each.dash())) {
          row(each.line(), each.cells());
        }
      }
      dashes.clear();
      row(number, cells);
    } else if (!record(number, bare)) {
      strange(number, raw, bare);
    }
  }

  private void row(int number, SudokuLine cells) throws IOException {
    int[] sixteen = cells.readings().get(16);
    if (sixteen != null && (rows.isEmpty() || !SudokuRows.takes(cells))) {
      rows.flush();
      sixteens.add(number, sixteen);
    } else {
      sixteens.flush();
      rows.add(number, cells);
    }
  }

  /**
   * Handles a line with a whole grid, optionally its solution, and other fields such as a hash or a
   * rating.
   */
  private boolean record(int number, String line) throws IOException {
    List<int[]> grids = new ArrayList<>();
    for (String token : line.strip().split("[\\s,;]+", -1)) {
      int[] cells = SudokuLine.cells(token);
      if (WHOLE.contains(cells.length) && SudokuLine.fit(cells) && suits(cells)) {
        grids.removeIf(other -> other.length < cells.length);
        if (grids.isEmpty() || grids.get(0).length == cells.length) {
          grids.add(cells);
        }
      }
    }
    if (grids.isEmpty()) {
      return false;
    }
    flush();
    if (grids.size() == 1) {
      emit(number, grids.get(0), null);
    } else if (grids.size() == 2 && completes(grids.get(0), grids.get(1))) {
      emit(number, grids.get(0), grids.get(1));
    } else {
      refuse(
          number,
          "the line has "
              + grids.size()
              + " grids of "
              + grids.get(0).length
              + " cells; it may have a puzzle, or a puzzle and behind it its solution");
    }
    return true;
  }

  private static boolean suits(int[] cells) {
    return cells.length > 16 || Arrays.stream(cells).allMatch(cell -> cell <= 4);
  }

  private static boolean completes(int[] puzzle, int[] solution) {
    for (int cell = 0; cell < puzzle.length; cell++) {
      if (solution[cell] == SudokuLine.BLANK
          || (puzzle[cell] > 0 && puzzle[cell] != solution[cell])) {
        return false;
      }
    }
    return true;
  }

  private void emit(int number, int[] puzzle, int @Nullable [] solution) throws IOException {
    try {
      sink.puzzle(SudokuText.puzzle(number, puzzle, solution));
    } catch (SudokuText.AmbiguousException e) {
      refuse(number, String.valueOf(e.getMessage()));
    }
  }

  /** Handles a title, or a line that is an invalid puzzle or row. */
  private void strange(int at, String raw, String line) throws IOException {
    String text = line.strip();
    boolean broken = raw.indexOf('\uFFFD') >= 0;
    boolean number = NUMBER.matcher(text).matches() && rows.isEmpty() && !sixteens.large();
    if (!broken && (number || title(text))) {
      flush();
      return;
    }
    String reason = broken ? "the line is not valid UTF-8 or UTF-16" : wrong(text);
    boolean row =
        !broken && text.length() <= LONGEST_ROW && SudokuLine.likeness(text) >= LIKE_CELLS;
    if (row && !sixteens.isEmpty()) {
      sixteens.wrong(at, reason);
    } else if (row && (!rows.isEmpty() || text.replaceAll("[\\s|,]", "").length() <= 12)) {
      rows.wrong(at, reason);
    } else {
      flush();
      refuse(at, reason);
    }
  }

  private static boolean title(String text) {
    Matcher word = FIRST_WORD.matcher(text);
    return word.find() && !SYMBOLS_ONLY.matcher(word.group(1)).matches();
  }

  private static String wrong(String text) {
    List<String> tokens = SudokuLine.tokens(text);
    String joined = String.join("", tokens);
    boolean numbers = tokens.size() > 1 && tokens.stream().anyMatch(token -> token.length() == 2);
    int count = numbers ? tokens.size() : joined.length();
    if (!numbers && (WHOLE.contains(count) || Set.of(4, 6, 9).contains(count))) {
      int side = count <= 9 ? count : (int) Math.sqrt(count);
      for (int cell = 0; cell < count; cell++) {
        if (!SudokuLine.fit(repeated(joined.charAt(cell), count))) {
          return String.format(
              "%s in cell %d is no symbol of a %d×%d grid",
              PuzzleFormatException.shown(String.valueOf(joined.charAt(cell))),
              cell + 1,
              side,
              side);
        }
      }
    }
    return String.format(
        "%s has %d cells. %s", PuzzleFormatException.shown(text), count, PuzzleReader.FORMS);
  }

  private static int[] repeated(char symbol, int count) {
    return SudokuLine.cells(String.valueOf(symbol).repeat(count));
  }

  private void json(int number, String text) throws IOException {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      refuse(number, "the line is not JSON: " + JsonErrors.reason(e));
      return;
    }
    JsonPuzzle.read(number, json, sink);
  }

  private void flush() throws IOException {
    dashes.clear();
    mazes.end();
    rows.flush();
    sixteens.flush();
  }

  private void refuse(int number, String reason) throws IOException {
    sink.refused(new BadRecord(number, "", reason));
  }

  /** Replaces box-drawing characters of frames by characters on a keyboard. */
  private static String plainFrames(String line) {
    if (line.chars().noneMatch(each -> each >= '\u2500' && each <= '\u257F')) {
      return line;
    }
    StringBuilder plain = new StringBuilder(line.length());
    for (char each : line.toCharArray()) {
      if (each < '\u2500' || each > '\u257F') {
        plain.append(each);
      } else if ("─━═".indexOf(each) >= 0) {
        plain.append('=');
      } else {
        plain.append("│┃║".indexOf(each) >= 0 ? '|' : '+');
      }
    }
    return plain.toString();
  }
}
