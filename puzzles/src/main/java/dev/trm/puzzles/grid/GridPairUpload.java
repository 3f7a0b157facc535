package dev.trm.puzzles.grid;

import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.upload.BadRecord;
import dev.trm.puzzles.upload.BadRecords;
import dev.trm.puzzles.upload.UploadFormat;
import dev.trm.puzzles.upload.UploadReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Uploads of pairs as NDJSON, which {@link GridPairReader} reads. The pairs of a group are all
 * trained on or all held out.
 *
 * @param split decides which groups are held out
 */
public record GridPairUpload(GroupSplit split) implements UploadFormat {

  @Override
  public UploadReport copy(InputStream in, OutputStream out, int mostRecords) throws IOException {
    GridPairReader reader = new GridPairReader(in);
    GridSurvey survey = new GridSurvey();
    BadRecords bad = new BadRecords(mostRecords);
    int heldOut = 0;
    for (Optional<GridPairLine> line = reader.next(); line.isPresent(); line = reader.next()) {
      bad.count();
      if (line.get() instanceof GridPairLine.Read read) {
        boolean apart = split.heldOut(read.pair().group());
        heldOut += apart ? 1 : 0;
        survey.add(read.pair());
        out.write(GridPairSet.line(read.pair(), apart));
      } else if (line.get() instanceof GridPairLine.Refused refused) {
        bad.refuse(new BadRecord(refused.line(), refused.pointer(), refused.reason()));
      }
    }
    int pairs = Math.toIntExact(survey.pairs());
    return new UploadReport(
        PuzzleKind.GRID,
        pairs == 0 ? null : survey.layout(),
        pairs - heldOut,
        heldOut,
        survey.groups(),
        bad.refused(),
        bad.first());
  }
}
