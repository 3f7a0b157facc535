package dev.trm.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.puzzles.arc.ArcTask;
import dev.trm.puzzles.reading.FoundPuzzle;
import dev.trm.puzzles.reading.PuzzleReader;
import dev.trm.puzzles.reading.PuzzleSink;
import dev.trm.puzzles.upload.BadRecord;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Takes puzzles of a file at random, each with equal chance, in one pass: the file may be larger
 * than memory. Equal seeds take equal puzzles. Used once.
 */
final class PuzzleSample implements PuzzleSink {
  private final int size;
  private final SplittableRandom random;
  private final List<FoundPuzzle> taken = new ArrayList<>();
  private int seen;

  private PuzzleSample(int size, long seed) {
    this.size = size;
    this.random = new SplittableRandom(seed);
  }

  /**
   * Writes a sample to a temporary file, in the order of the file that it is taken of.
   *
   * @throws UsageException if the file cannot be read or has no puzzle
   */
  static Path write(Path file, int size, long seed) throws UsageException {
    if (size < 1) {
      throw new UsageException("--sample is " + size + "; it must be at least 1");
    }
    PuzzleSample sample = new PuzzleSample(size, seed);
    try (InputStream in = Files.newInputStream(file)) {
      new PuzzleReader("task").read(in, sample);
    } catch (IOException e) {
      throw UsageException.unreadable(file, e);
    }
    if (sample.taken.isEmpty()) {
      throw new UsageException("'" + file + "' has no puzzle to take. " + PuzzleReader.FORMS);
    }
    try {
      return sample.write();
    } catch (IOException e) {
      throw new UsageException("no temporary file can be written: " + e.getMessage(), e);
    }
  }

  private Path write() throws IOException {
    Path file = Files.createTempFile("trm-sample", ".ndjson");
    taken.sort(Comparator.comparingInt(FoundPuzzle::line));
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (FoundPuzzle found : taken) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("kind", found.kind());
        json.set("grid", found.grid());
        found.solution().ifPresent(solution -> json.set("solution", solution));
        out.write(json + "\n");
      }
    }
    return file;
  }

  @Override
  public void puzzle(FoundPuzzle found) {
    seen++;
    if (taken.size() < size) {
      taken.add(found);
    } else {
      int place = random.nextInt(seen);
      if (place < size) {
        taken.set(place, found);
      }
    }
  }

  @Override
  public void task(int line, ArcTask task) {
    // A sample is of puzzles.
  }

  @Override
  public void refused(BadRecord bad) {
    // What is no puzzle is not taken.
  }
}
