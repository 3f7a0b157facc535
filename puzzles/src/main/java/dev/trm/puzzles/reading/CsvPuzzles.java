package dev.trm.puzzles.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.trm.puzzles.JsonErrors;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.upload.BadRecord;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table whose header names the column of puzzles and optionally the column of solutions.
 *
 * @param question column of the puzzles, counted from 0
 * @param answer column of the solutions, counted from 0; −1 if there is none
 */
record CsvPuzzles(char separator, int columns, int question, int answer) {
  private static final Set<String> QUESTIONS =
      Set.of("puzzle", "puzzles", "quiz", "quizzes", "question", "questions");
  private static final Set<String> ANSWERS = Set.of("solution", "solutions", "answer", "answers");
  private static final CsvFactory FACTORY =
      CsvFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(NumberedLines.LONGEST).build())
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .build();

  /** Recognises a header line; empty if the line is not one. */
  static Optional<CsvPuzzles> of(String header) {
    for (char separator : new char[] {',', ';', '\t'}) {
      List<String> names =
          Arrays.stream(header.split(Pattern.quote(String.valueOf(separator)), -1))
              .map(name -> name.strip().replaceAll("^\"|\"$", "").toLowerCase(Locale.ROOT))
              .toList();
      int question = find(names, QUESTIONS);
      if (question >= 0) {
        return Optional.of(new CsvPuzzles(separator, names.size(), question, find(names, ANSWERS)));
      }
    }
    return Optional.empty();
  }

  private static int find(List<String> names, Set<String> known) {
    for (int i = 0; i < names.size(); i++) {
      if (known.contains(names.get(i))) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Reads the rows below the header.
   *
   * @param before number of lines before the first row
   */
  void read(Reader rows, int before, PuzzleSink sink) throws IOException {
    try (CsvParser parser = FACTORY.createParser(rows)) {
      parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(separator));
      while (parser.nextToken() == JsonToken.START_ARRAY) {
        List<String> row = new ArrayList<>();
        int line = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          row.add(parser.getText());
          line = line == 0 ? parser.currentTokenLocation().getLineNr() : line;
        }
        take(before + line, row, sink);
      }
    } catch (JsonProcessingException e) {
      // After a syntax error, the following rows can't be separated.
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      refuse(before + line, "the table cannot be read from here on: " + JsonErrors.reason(e), sink);
    }
  }

  private void take(int line, List<String> row, PuzzleSink sink) throws IOException {
    if (row.size() != columns) {
      refuse(line, "the row has " + row.size() + " columns; the header has " + columns, sink);
      return;
    }
    String puzzle = row.get(question);
    String solution = answer < 0 || row.get(answer).isEmpty() ? null : row.get(answer);
    if (puzzle.indexOf('#') >= 0) {
      maze(line, puzzle, solution, sink);
    } else {
      sudoku(line, puzzle, solution, sink);
    }
  }

  private static void maze(int line, String puzzle, @Nullable String solution, PuzzleSink sink)
      throws IOException {
    JsonNode grid = MazeLines.square(puzzle);
    JsonNode answer = solution == null ? null : MazeLines.square(solution);
    if (grid == null || (solution != null && answer == null)) {
      refuse(
          line,
          PuzzleFormatException.shown(grid == null ? puzzle : String.valueOf(solution))
              + " is no square of 9 to 900 cells of '#', a space, S, G and, in a solution, o",
          sink);
      return;
    }
    sink.puzzle(new FoundPuzzle(line, PuzzleKind.MAZE.wire(), grid, answer));
  }

  private static void sudoku(int line, String puzzle, @Nullable String solution, PuzzleSink sink)
      throws IOException {
    int[] question = cells(puzzle);
    int[] answer = solution == null ? null : cells(solution);
    if (question == null || (solution != null && answer == null)) {
      refuse(
          line,
          PuzzleFormatException.shown(question == null ? puzzle : String.valueOf(solution))
              + " is no Sudoku of 16, 36, 81 or 256 cells",
          sink);
    } else if (answer != null && answer.length != question.length) {
      refuse(
          line,
          "the puzzle has " + question.length + " cells and its solution " + answer.length,
          sink);
    } else {
      try {
        sink.puzzle(SudokuText.puzzle(line, question, answer));
      } catch (SudokuText.AmbiguousException e) {
        refuse(line, String.valueOf(e.getMessage()), sink);
      }
    }
  }

  private static int @Nullable [] cells(String text) {
    int[] cells = SudokuLine.cells(text.replaceAll("\\R", "").replace(' ', '.'));
    boolean grid = cells.length >= 16 && SudokuLine.fit(cells);
    boolean small = cells.length != 16 || Arrays.stream(cells).allMatch(cell -> cell <= 4);
    return grid && small ? cells : null;
  }

  private static void refuse(int line, String reason, PuzzleSink sink) throws IOException {
    sink.refused(new BadRecord(line, "", reason));
  }
}
