package dev.trm.puzzles.solved;

import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.Sha256;
import dev.trm.puzzles.arc.ArcTask;
import dev.trm.puzzles.grid.GridLayout;
import dev.trm.puzzles.grid.GroupSplit;
import dev.trm.puzzles.reading.FoundPuzzle;
import dev.trm.puzzles.reading.PuzzleReader;
import dev.trm.puzzles.reading.PuzzleSink;
import dev.trm.puzzles.upload.BadRecord;
import dev.trm.puzzles.upload.BadRecords;
import dev.trm.puzzles.upload.UploadFormat;
import dev.trm.puzzles.upload.UploadReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Uploads of Sudokus or mazes of one size in any form that {@link PuzzleReader} reads, with or
 * without their solutions. Equivalent puzzles form a group, so no held-out puzzle is equivalent to
 * a training puzzle.
 *
 * @param split decides which groups are held out
 */
public record SolvedPuzzleUpload(GroupSplit split) implements UploadFormat {

  @Override
  public UploadReport copy(InputStream in, OutputStream out, int mostRecords) throws IOException {
    Copy copy = new Copy(split, out, new BadRecords(mostRecords));
    new PuzzleReader("task").read(in, copy);
    return copy.report();
  }

  /** The output so far. */
  private static final class Copy implements PuzzleSink {
    private final GroupSplit split;
    private final OutputStream out;
    private final BadRecords bad;
    private final Set<UUID> groups = new HashSet<>(); // half of each one's hash
    private PuzzleKind kind = PuzzleKind.SUDOKU;
    private @Nullable GridLayout layout;
    private int training;
    private int heldOut;

    Copy(GroupSplit split, OutputStream out, BadRecords bad) {
      this.split = split;
      this.out = out;
      this.bad = bad;
    }

    @Override
    public void puzzle(FoundPuzzle found) throws IOException {
      bad.count();
      SolvedPuzzle solved;
      try {
        solved = SolvedPuzzle.of(found);
      } catch (PuzzleFormatException e) {
        bad.refuse(new BadRecord(found.line(), e.pointer(), String.valueOf(e.getMessage())));
        return;
      }
      if (solved instanceof SolvedPuzzle.Constrained) {
        bad.refuse(
            new BadRecord(
                found.line(),
                "/kind",
                "kind is 'constraints'; data sets hold sudoku or maze. Train on variants with the"
                    + " generator constraints"));
        return;
      }
      if (layout == null) {
        kind = solved.puzzle().kind();
        layout = solved.layout();
      } else if (kind != solved.puzzle().kind() || !layout.equals(solved.layout())) {
        bad.refuse(
            new BadRecord(
                found.line(),
                "",
                String.format(
                    "the puzzle is a %s of %s; the first of the file is a %s of %s",
                    solved.puzzle().kind().wire(),
                    solved.puzzle().shape(),
                    kind.wire(),
                    layout.shape())));
        return;
      }
      String group = solved.form();
      ByteBuffer hash =
          ByteBuffer.wrap(Sha256.digest().digest(group.getBytes(StandardCharsets.UTF_8)));
      groups.add(new UUID(hash.getLong(), hash.getLong()));
      boolean apart = split.heldOut(group);
      heldOut += apart ? 1 : 0;
      training += apart ? 0 : 1;
      out.write(SolvedPuzzleSet.line(solved, apart));
    }

    @Override
    public void task(int line, ArcTask task) {
      bad.count();
      bad.refuse(
          new BadRecord(
              line,
              "",
              "task "
                  + PuzzleFormatException.shown(task.id())
                  + " is an ARC task; send tasks as application/json"));
    }

    @Override
    public void refused(BadRecord refused) {
      bad.count();
      bad.refuse(refused);
    }

    UploadReport report() {
      return new UploadReport(
          kind, layout, training, heldOut, groups.size(), bad.refused(), bad.first());
    }
  }
}
