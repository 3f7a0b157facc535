package dev.trm.puzzles.reading;

import dev.trm.puzzles.arc.ArcTask;
import dev.trm.puzzles.upload.BadRecord;
import java.io.IOException;

/** Receives the records of a file one by one, in the order of the file. */
public interface PuzzleSink {

  void puzzle(FoundPuzzle puzzle) throws IOException;

  /**
   * @param line where the task begins, counted from 1
   */
  void task(int line, ArcTask task) throws IOException;

  /** Reports an invalid record; reading continues after it. */
  void refused(BadRecord bad) throws IOException;
}
