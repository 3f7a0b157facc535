package dev.trm.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.model.Mixer;
import dev.trm.model.TrmConfig;
import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.arc.ArcTask;
import dev.trm.puzzles.reading.FoundPuzzle;
import dev.trm.puzzles.reading.PuzzleReader;
import dev.trm.puzzles.reading.PuzzleSink;
import dev.trm.puzzles.solved.SolvedPuzzle;
import dev.trm.puzzles.upload.BadRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An evenly spaced sample of a file's puzzles, to measure a model.
 *
 * @param problems lines that are not valid puzzles for the model, each with the file's name
 */
record PuzzleSample(PuzzleKind kind, List<HeldOutPuzzle> puzzles, List<String> problems) {
  private static final int PROBLEMS_KEPT = 100;

  PuzzleSample {
    puzzles = List.copyOf(puzzles);
    problems = List.copyOf(problems);
  }

  /**
   * Reads the file twice, so that only the sample is in memory.
   *
   * @param config of the model; puzzles that it does not take are skipped
   * @throws PuzzleFormatException if the file contains no puzzle for the model, or is not a puzzle
   *     file
   */
  static PuzzleSample of(Path file, int count, TrmConfig config) throws IOException {
    if (Files.isDirectory(file)) {
      throw wrong(file, "'" + file + "' is a directory; name a file in it");
    }
    Taking all = new Taking(file, 0, 0, config);
    read(file, all);
    Taking some = new Taking(file, all.seen, Math.min(count, all.seen), config);
    read(file, some);
    if (some.puzzles.isEmpty()) {
      throw wrong(
          file,
          "'"
              + file
              + "' has no puzzle of "
              + (relational(config) ? "up to " : "")
              + config.sequenceLength()
              + " cells, which the model takes"
              + (all.problems.isEmpty() ? ". " + PuzzleReader.FORMS : "; " + all.problems.get(0)));
    }
    List<String> problems = new ArrayList<>(all.problems);
    problems.addAll(some.unsolvable);
    return new PuzzleSample(some.kind, some.puzzles, problems);
  }

  private static boolean relational(TrmConfig config) {
    return config.mixer().takesGroups();
  }

  private static void read(Path file, PuzzleSink sink) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      new PuzzleReader("task").read(in, sink);
    } catch (NoSuchFileException e) {
      throw wrong(file, "there is no file '" + file + "'");
    }
  }

  private static PuzzleFormatException wrong(Path file, String message) {
    return new PuzzleFormatException("", file.toString(), message);
  }

  /** Counts the puzzles of the model's size and selects some of them. */
  private static final class Taking implements PuzzleSink {
    private final Path file;
    private final int all;
    private final int wanted;
    private final TrmConfig config;
    private final List<HeldOutPuzzle> puzzles = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> unsolvable = new ArrayList<>();
    private PuzzleKind kind = PuzzleKind.SUDOKU;
    private int seen;

    Taking(Path file, int all, int wanted, TrmConfig config) {
      this.file = file;
      this.all = all;
      this.wanted = wanted;
      this.config = config;
    }

    @Override
    public void puzzle(FoundPuzzle found) {
      int cells = cells(found);
      boolean maze = found.kind().equals(PuzzleKind.MAZE.wire());
      boolean fits =
          relational(config)
              ? cells <= config.sequenceLength() && maze == (config.mixer() == Mixer.NEIGHBOURS)
              : cells == config.sequenceLength();
      if (!fits) {
        note(
            problems,
            found.line(),
            "the model takes no puzzle of kind " + found.kind() + " with " + cells + " cells");
        return;
      }
      int index = seen++;
      // The first puzzle at or after each of the equal steps.
      if (wanted > 0 && (long) puzzleIndex() * all / wanted == index) {
        take(found);
      }
    }

    private int puzzleIndex() {
      return puzzles.size() + unsolvable.size();
    }

    private void take(FoundPuzzle found) {
      try {
        SolvedPuzzle solved = SolvedPuzzle.of(found);
        kind = solved.puzzle().kind();
        puzzles.add(solved.heldOut());
      } catch (PuzzleFormatException e) {
        unsolvable.add(place(found.line()) + e.getMessage());
      }
    }

    private static int cells(FoundPuzzle found) {
      JsonNode grid = found.grid().isObject() ? found.grid().path("cells") : found.grid();
      if (grid.isTextual()) {
        return grid.textValue().length();
      }
      int cells = 0;
      for (JsonNode row : grid) {
        cells += row.asText().length();
      }
      return cells;
    }

    @Override
    public void task(int line, ArcTask task) {
      note(
          problems,
          line,
          "task "
              + PuzzleFormatException.shown(task.id())
              + " is an ARC task; ./trm arc solve FILE answers it");
    }

    @Override
    public void refused(BadRecord bad) {
      note(problems, bad.line(), bad.reason());
    }

    private void note(List<String> to, int line, String reason) {
      if (to.size() < PROBLEMS_KEPT) {
        to.add(place(line) + reason);
      }
    }

    private String place(int line) {
      return file + ":" + line + ": ";
    }
  }
}
