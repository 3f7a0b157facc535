package dev.trm.puzzles.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.maze.Maze;
import dev.trm.puzzles.upload.BadRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads mazes drawn over several lines, or square mazes with one in each line. Fewer than three
 * lines of # and spaces without a start and a goal are comments. Not thread-safe.
 */
final class MazeLines {
  private static final Pattern DRAWN = Pattern.compile("[# .SAGB]*");
  private static final Pattern OPEN = Pattern.compile("[ SAGB]+");
  private static final Pattern ANSWERED = Pattern.compile("[# .SAGBo]+");

  private final PuzzleSink sink;
  private final List<String> rows = new ArrayList<>();

  /**
   * Rows without a wall that may be the first rows of a maze; the last one is the previous line.
   */
  private final List<String> open = new ArrayList<>();

  private final List<String> released = new ArrayList<>();

  private int first;

  MazeLines(PuzzleSink sink) {
    this.sink = sink;
  }

  /**
   * Takes a line that belongs to a maze, or may belong to one, depending on the next line.
   *
   * @return false if it does not; the maze before it has then ended
   */
  boolean add(int line, String text) throws IOException {
    if (!rows.isEmpty() && continues(text)) {
      rows.add(text);
      if (rows.size() > Maze.MOST_SIDE) {
        flush();
      }
      return true;
    }
    flush();
    if (text.indexOf('#') < 0 || !DRAWN.matcher(text).matches()) {
      return mayBegin(text);
    }
    if (text.length() > Maze.MOST_SIDE) {
      release();
      return addSquare(line, text);
    }
    if (open.stream().anyMatch(row -> row.length() != text.length())) {
      release();
    }
    first = line - open.size();
    rows.addAll(open);
    open.clear();
    rows.add(text);
    return true;
  }

  private boolean mayBegin(String text) {
    boolean begins =
        text.length() >= Maze.LEAST_SIDE
            && text.length() <= Maze.MOST_SIDE
            && OPEN.matcher(text).matches();
    if (!begins || open.size() == Maze.MOST_SIDE) {
      release();
    }
    if (begins) {
      open.add(text);
    }
    return begins;
  }

  private void release() {
    released.addAll(open);
    open.clear();
  }

  /** Removes and returns the preceding lines that turned out not to belong to a maze. */
  List<String> released() {
    List<String> lines = List.copyOf(released);
    released.clear();
    return lines;
  }

  private boolean continues(String text) {
    return DRAWN.matcher(text).matches()
        && text.length() <= Maze.MOST_SIDE
        && (text.isBlank() ? text.length() == rows.get(0).length() && !text.isEmpty() : true);
  }

  private boolean addSquare(int line, String text) throws IOException {
    if (!starts(text) && !ends(text)) {
      return false; // a line of # alone is a comment
    }
    JsonNode grid = square(text);
    if (grid == null) {
      refuse(line, "the maze has " + text.length() + " cells in a line, which are no square");
    } else {
      sink.puzzle(new FoundPuzzle(line, PuzzleKind.MAZE.wire(), grid, null));
    }
    return true;
  }

  /** Handles the end of the file. */
  void end() throws IOException {
    flush();
    release();
  }

  private void flush() throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    List<String> ended = List.copyOf(rows);
    rows.clear();
    boolean squares =
        ended.stream().allMatch(row -> starts(row) && ends(row) && square(row) != null);
    if (squares) {
      for (int i = 0; i < ended.size(); i++) {
        addSquare(first + i, ended.get(i));
      }
    } else if (ended.size() > Maze.MOST_SIDE) {
      refuse(first, "the maze has more than " + Maze.MOST_SIDE + " rows");
    } else if (ended.size() >= Maze.LEAST_SIDE
        || ended.stream().anyMatch(row -> starts(row) || ends(row))) {
      int width = ended.stream().mapToInt(String::length).max().orElse(0);
      sink.puzzle(
          new FoundPuzzle(
              first,
              PuzzleKind.MAZE.wire(),
              grid(ended.stream().map(row -> row + " ".repeat(width - row.length())).toList()),
              null));
    }
  }

  /** The rows of a maze that is written in one line; null if they are not a square of cells. */
  static @Nullable JsonNode square(String text) {
    int side = (int) Math.round(Math.sqrt(text.length()));
    if (side * side != text.length() || side < Maze.LEAST_SIDE || side > Maze.MOST_SIDE) {
      return null;
    }
    if (!ANSWERED.matcher(text).matches()) {
      return null;
    }
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < side; row++) {
      lines.add(text.substring(row * side, (row + 1) * side));
    }
    return grid(lines);
  }

  /** In the symbols of the REST API. */
  private static ArrayNode grid(List<String> lines) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode(lines.size());
    lines.forEach(line -> rows.add(line.replace('A', 'S').replace('B', 'G').replace('.', ' ')));
    return rows;
  }

  private static boolean starts(String row) {
    return row.indexOf('S') >= 0 || row.indexOf('A') >= 0;
  }

  private static boolean ends(String row) {
    return row.indexOf('G') >= 0 || row.indexOf('B') >= 0;
  }

  private void refuse(int line, String reason) throws IOException {
    sink.refused(new BadRecord(line, "", reason));
  }
}
