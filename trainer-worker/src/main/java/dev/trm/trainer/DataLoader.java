package dev.trm.trainer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.trm.jobs.DatasetSpec;
import dev.trm.jobs.JobId;
import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.Sha256;
import dev.trm.puzzles.arc.ArcExamples;
import dev.trm.puzzles.arc.ArcTask;
import dev.trm.puzzles.arc.ArcTaskLines;
import dev.trm.puzzles.constraints.ConstraintsExamples;
import dev.trm.puzzles.constraints.ConstraintsSet;
import dev.trm.puzzles.grid.GridPairSet;
import dev.trm.puzzles.maze.Maze;
import dev.trm.puzzles.maze.MazeExamples;
import dev.trm.puzzles.maze.MazeSet;
import dev.trm.puzzles.maze.MazeShape;
import dev.trm.puzzles.solved.SolvedPuzzleSet;
import dev.trm.puzzles.sudoku.SudokuExamples;
import dev.trm.puzzles.sudoku.SudokuPuzzle;
import dev.trm.puzzles.sudoku.SudokuSet;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Generates or loads the data of a specification. */
final class DataLoader {
  private final Contents contents;

  /** Opens the content of uploaded data sets. */
  interface Contents {
    /**
     * @throws IOException if there is no such data set
     */
    InputStream open(UUID id) throws IOException;
  }

  DataLoader(Contents contents) {
    this.contents = contents;
  }

  /**
   * @throws IllegalArgumentException naming field and value if no such puzzles can be generated
   * @throws UnavailableDataException if an uploaded data set cannot be read
   */
  TrainingData load(DatasetSpec spec) throws UnavailableDataException {
    if (spec instanceof DatasetSpec.Uploaded uploaded) {
      return read(uploaded);
    }
    return made(spec);
  }

  private static TrainingData made(DatasetSpec spec) {
    return spec.match(
        DataLoader::sudokus,
        DataLoader::constraints,
        DataLoader::mazes,
        uploaded -> {
          throw new IllegalStateException("an uploaded set is read, not made");
        },
        DataLoader::mixed);
  }

  private static TrainingData sudokus(DatasetSpec.Sudoku data) {
    SudokuSet set = SudokuSet.generate(data.recipe());
    if (set.training().isEmpty() || set.heldOut().isEmpty()) {
      throw new IllegalArgumentException(
          data.rating() == null
              ? "heldOut is " + data.heldOut() + "; all puzzles that are made are held out"
              : "rating is " + data.rating() + "; a long search found no such puzzle");
    }
    SudokuSize size = SudokuSize.ofSide(data.size());
    return new TrainingData(
        new TrainingData.Part(
            PuzzleKind.SUDOKU,
            data.size() + "x" + data.size(),
            SudokuPuzzle.vocabulary(size),
            size.cells(),
            new SudokuExamples(set.training()),
            List.<HeldOutPuzzle>copyOf(set.heldOut())),
        1,
        null,
        set.sha256());
  }

  private static TrainingData constraints(DatasetSpec.Constraints data) {
    ConstraintsSet set = ConstraintsSet.generate(data.recipe());
    if (set.training().isEmpty()) {
      throw new IllegalArgumentException(
          "variant is '"
              + data.variant()
              + "'; all puzzles found are equivalent to a held-out one");
    }
    return new TrainingData(
        new TrainingData.Part(
            PuzzleKind.CONSTRAINTS,
            data.size() + "x" + data.size(),
            data.size() + 2,
            data.cells(),
            new ConstraintsExamples(set.training()),
            List.<HeldOutPuzzle>copyOf(set.heldOut())),
        1,
        null,
        set.sha256());
  }

  private static TrainingData mazes(DatasetSpec.Mazes data) {
    MazeShape shape = new MazeShape(data.width(), data.height(), data.unique(), data.leastSteps());
    MazeSet set =
        MazeSet.generate(new MazeSet.Recipe(shape, data.puzzles(), data.heldOut(), data.seed()));
    if (set.training().isEmpty()) {
      throw new IllegalArgumentException(
          "puzzles is " + data.puzzles() + "; all of those are equivalent to a held-out one");
    }
    return new TrainingData(
        new TrainingData.Part(
            PuzzleKind.MAZE,
            data.width() + "x" + data.height(),
            Maze.VOCABULARY,
            data.cells(),
            new MazeExamples(set.training()),
            List.<HeldOutPuzzle>copyOf(set.heldOut())),
        1,
        null,
        set.sha256());
  }

  private static TrainingData mixed(DatasetSpec.Mix mix) {
    List<TrainingData.Part> parts = new ArrayList<>();
    MessageDigest digest = Sha256.digest();
    for (DatasetSpec.Mix.Part each : mix.parts()) {
      TrainingData made = made(each.dataset());
      TrainingData.Part only = made.parts().get(0);
      parts.add(
          new TrainingData.Part(
              unlike(parts, each.dataset().title()),
              each.share(),
              each.batch(),
              only.kind(),
              only.shape(),
              only.vocabulary(),
              only.sequenceLength(),
              only.examples(),
              only.heldOut()));
      digest.update((made.sha256() + " " + each.share() + "\n").getBytes(US_ASCII));
    }
    return new TrainingData(parts, 1, null, Sha256.soFar(digest));
  }

  private static String unlike(List<TrainingData.Part> others, String title) {
    String name = title;
    for (int i = 2; named(others, name); i++) {
      name = title + " (" + i + ")";
    }
    return name;
  }

  private static boolean named(List<TrainingData.Part> parts, String name) {
    return parts.stream().anyMatch(part -> part.name().equals(name));
  }

  private TrainingData read(DatasetSpec.Uploaded data) throws UnavailableDataException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in =
        new DigestInputStream(contents.open(JobId.parse(data.id()).value()), digest)) {
      TrainingData read =
          switch (data.kind()) {
            case DatasetSpec.Uploaded.ARC -> tasks(data, in);
            case DatasetSpec.Uploaded.SUDOKU, DatasetSpec.Uploaded.MAZE -> solved(data, in);
            default -> pairs(data, in);
          };
      String found = Sha256.soFar(digest);
      if (!found.equals(data.sha256())) {
        throw new IOException(
            "its content has the SHA-256 " + found + ", the training's is " + data.sha256());
      }
      return read;
    } catch (IOException e) {
      throw new UnavailableDataException(
          "dataset: data set '" + data.name() + "' (" + data.id() + "): " + e.getMessage(), e);
    }
  }

  private static TrainingData pairs(DatasetSpec.Uploaded data, InputStream in) throws IOException {
    GridPairSet set = GridPairSet.read(in);
    return new TrainingData(
        new TrainingData.Part(
            PuzzleKind.GRID,
            set.layout().shape(),
            set.layout().vocabulary(),
            set.layout().cells(),
            set.examples(),
            List.<HeldOutPuzzle>copyOf(set.judged())),
        1,
        set.layout(),
        data.sha256());
  }

  private static TrainingData solved(DatasetSpec.Uploaded data, InputStream in) throws IOException {
    SolvedPuzzleSet set = SolvedPuzzleSet.read(in);
    return new TrainingData(
        new TrainingData.Part(
            set.first().kind(),
            set.first().shape(),
            set.first().vocabulary(),
            set.first().sequenceLength(),
            set.examples(),
            set.judged()),
        1,
        null,
        data.sha256());
  }

  private static TrainingData tasks(DatasetSpec.Uploaded data, InputStream in) throws IOException {
    ArcExamples examples = examples(data, ArcTaskLines.read(in));
    return new TrainingData(
        new TrainingData.Part(
            PuzzleKind.ARC,
            data.layout().shape(),
            data.layout().vocabulary(),
            data.layout().cells(),
            examples,
            List.<HeldOutPuzzle>copyOf(examples.judged())),
        examples.puzzleIds(),
        null,
        data.sha256());
  }

  private static ArcExamples examples(DatasetSpec.Uploaded data, List<ArcTask> tasks) {
    try {
      return new ArcExamples(tasks, data.augmentations(), data.seed(), data.layout());
    } catch (PuzzleFormatException e) {
      throw new IllegalArgumentException(
          "dataset.canvas is " + data.layout().width() + "; " + e.getMessage(), e);
    }
  }
}
