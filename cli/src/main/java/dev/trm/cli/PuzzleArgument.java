package dev.trm.cli;

import dev.trm.puzzles.arc.ArcTask;
import dev.trm.puzzles.reading.FoundPuzzle;
import dev.trm.puzzles.reading.PuzzleReader;
import dev.trm.puzzles.reading.PuzzleSink;
import dev.trm.puzzles.upload.BadRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the puzzles of a command are.
 *
 * @param name for messages
 * @param source opened once
 */
record PuzzleArgument(String name, Source source) {

  /** Something to read. */
  interface Source {
    InputStream open() throws IOException;
  }

  /**
   * Finds what an argument stands for.
   *
   * @param argument a file's name, {@code -} for standard input, or a puzzle itself
   * @throws UsageException if it is none of these
   */
  static PuzzleArgument of(String argument, InputStream in) throws UsageException {
    if (argument.equals("-")) {
      return new PuzzleArgument("standard input", () -> in);
    }
    Path file = file(argument);
    if (file != null) {
      if (Files.isDirectory(file)) {
        throw new UsageException("'" + argument + "' is a directory; name a file in it");
      }
      return new PuzzleArgument(argument, () -> Files.newInputStream(file));
    }
    byte[] text = argument.getBytes(StandardCharsets.UTF_8);
    requirePuzzle(argument, text);
    return new PuzzleArgument("the argument", () -> new ByteArrayInputStream(text));
  }

  private static @Nullable Path file(String argument) {
    try {
      Path file = Path.of(argument);
      return !argument.isBlank() && Files.exists(file) ? file : null;
    } catch (InvalidPathException e) {
      return null; // a puzzle over several lines, perhaps
    }
  }

  /** A name that is misspelt is far more often meant than a puzzle without one cell. */
  private static void requirePuzzle(String argument, byte[] text) throws UsageException {
    First first = new First();
    try {
      new PuzzleReader("task").read(new ByteArrayInputStream(text), first);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory does not fail", e);
    }
    if (!first.found) {
      String shown = argument.length() > 100 ? argument.substring(0, 100) + "…" : argument;
      throw new UsageException(
          "there is no file '"
              + shown
              + "'"
              + (first.reason.isEmpty() ? "" : ", and it is no puzzle: " + first.reason));
    }
  }

  private static final class First implements PuzzleSink {
    private boolean found;
    private String reason = "";

    @Override
    public void puzzle(FoundPuzzle puzzle) {
      found = true;
    }

    @Override
    public void task(int line, ArcTask task) {
      found = true;
    }

    @Override
    public void refused(BadRecord bad) {
      reason = reason.isEmpty() ? bad.reason() : reason;
    }
  }
}
