package dev.trm.puzzles.arc;

import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.grid.GridLayout;
import dev.trm.puzzles.upload.BadRecord;
import dev.trm.puzzles.upload.BadRecords;
import dev.trm.puzzles.upload.UploadFormat;
import dev.trm.puzzles.upload.UploadReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Uploads of tasks in the competition's format, with their solutions: an object with a task for
 * each id, read task by task, or a single task. The train pairs are trained on; the test pairs
 * measure the model.
 *
 * @param alone the id of a single task
 */
public record ArcUpload(String alone) implements UploadFormat {

  @Override
  public UploadReport copy(InputStream in, OutputStream out, int mostRecords) throws IOException {
    Copy copy = new Copy(out, new BadRecords(mostRecords));
    new ArcTaskStream(alone).read(in, copy);
    return copy.report();
  }

  /** The output so far. */
  private static final class Copy implements ArcTaskStream.Sink {
    private final OutputStream out;
    private final BadRecords bad;
    private int tasks;
    private int training;
    private int heldOut;

    Copy(OutputStream out, BadRecords bad) {
      this.out = out;
      this.bad = bad;
    }

    @Override
    public void refused(BadRecord refused) {
      bad.count();
      bad.refuse(refused);
    }

    @Override
    public void task(int line, ArcTask task) throws IOException {
      bad.count();
      out.write(ArcTaskLines.line(task));
      tasks++;
      training += task.train().size();
      heldOut += (int) task.test().stream().filter(each -> each.known().isPresent()).count();
    }

    UploadReport report() {
      return new UploadReport(
          PuzzleKind.ARC,
          tasks == 0 ? null : GridLayout.ARC,
          training,
          heldOut,
          tasks,
          bad.refused(),
          bad.first());
    }
  }
}
