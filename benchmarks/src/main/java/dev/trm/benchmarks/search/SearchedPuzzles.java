package dev.trm.benchmarks.search;

import dev.trm.model.Mixer;
import dev.trm.model.TrmConfig;
import dev.trm.model.search.PuzzleGroups;
import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.arc.ArcTask;
import dev.trm.puzzles.reading.FoundPuzzle;
import dev.trm.puzzles.reading.PuzzleReader;
import dev.trm.puzzles.reading.PuzzleSink;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuPuzzle;
import dev.trm.puzzles.sudoku.SudokuSize;
import dev.trm.puzzles.upload.BadRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The puzzles of a measurement.
 *
 * @param what a description for people
 * @param refused number of records in the file that are not puzzles for the model
 */
record SearchedPuzzles(String what, List<Puzzle> puzzles, int refused) {

  /**
   * @throws IllegalArgumentException if there are none for the model
   */
  static SearchedPuzzles of(SearchOptions options, TrmConfig model) throws IOException {
    Path file = options.puzzles();
    return file == null ? minimal(options, model) : ofFile(file, options.count(), model);
  }

  private static SearchedPuzzles minimal(SearchOptions options, TrmConfig model) {
    SudokuSize size = size(options.size(), model);
    SudokuGenerator generator = new SudokuGenerator(size, options.seed());
    List<Puzzle> puzzles =
        Stream.<Puzzle>generate(() -> SudokuPuzzle.parse(generator.minimal().puzzle().toString()))
            .limit(options.count())
            .toList();
    return new SearchedPuzzles(
        "generated minimal Sudokus of " + size.side() + "×" + size.side(), puzzles, 0);
  }

  private static SudokuSize size(int asked, TrmConfig model) {
    int side =
        asked != 0
            ? asked
            : model.mixer() == Mixer.RELATIONS
                ? SudokuSize.NINE.side()
                : (int) Math.round(Math.sqrt(model.sequenceLength()));
    SudokuSize size =
        Arrays.stream(SudokuSize.values())
            .filter(each -> each.side() == side)
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("--size: there are no Sudokus of side " + side));
    if (!PuzzleGroups.fit(model, size.cells(), side + 2, Optional.of(size.relations()))) {
      throw new IllegalArgumentException(
          "--size: the model takes no Sudokus of side " + side + "; name its puzzles by --puzzles");
    }
    return size;
  }

  private static SearchedPuzzles ofFile(Path file, int count, TrmConfig model) throws IOException {
    Taking taking = new Taking(count, model);
    try (InputStream in = Files.newInputStream(file)) {
      new PuzzleReader("task").read(in, taking);
    }
    if (taking.puzzles.isEmpty()) {
      throw new IllegalArgumentException(
          "--puzzles: " + file + " has no puzzle with rules that the model takes");
    }
    return new SearchedPuzzles(
        "puzzles of " + file.getFileName(), List.copyOf(taking.puzzles), taking.refused);
  }

  /** Takes the first puzzles that suit the model. */
  private static final class Taking implements PuzzleSink {
    private final int count;
    private final TrmConfig model;
    private final List<Puzzle> puzzles = new ArrayList<>();
    private int refused;

    Taking(int count, TrmConfig model) {
      this.count = count;
      this.model = model;
    }

    @Override
    public void puzzle(FoundPuzzle found) {
      if (puzzles.size() == count) {
        return;
      }
      try {
        Puzzle puzzle = Puzzle.parse(found.kind(), found.grid());
        if (puzzle.kind().hasRules() && takes(puzzle)) {
          puzzles.add(puzzle);
          return;
        }
      } catch (PuzzleFormatException notOne) {
        // Counted below, like one that does not suit the model.
      }
      refused++;
    }

    private boolean takes(Puzzle puzzle) {
      return PuzzleGroups.fit(
          model, puzzle.sequenceLength(), puzzle.vocabulary(), puzzle.relations());
    }

    @Override
    public void task(int line, ArcTask task) {
      refused++;
    }

    @Override
    public void refused(BadRecord bad) {
      refused++;
    }
  }
}
