package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.audit.Sha256;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.store.Dataset;
import dev.trm.jobs.store.Datasets;
import dev.trm.puzzles.arc.ArcUpload;
import dev.trm.puzzles.grid.GridPairUpload;
import dev.trm.puzzles.grid.GroupSplit;
import dev.trm.puzzles.solved.SolvedPuzzleUpload;
import dev.trm.puzzles.upload.UploadFormat;
import dev.trm.puzzles.upload.UploadReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/** Uploaded data sets, stored as the gateway stores them. */
final class SentDatasets {
  private final Datasets datasets;

  SentDatasets(Datasets datasets) {
    this.datasets = datasets;
  }

  /** ARC tasks in the competition's format. */
  Dataset tasks(String name, String json) throws IOException {
    return send(name, new ArcUpload(name), json);
  }

  /** Pairs of grids, one in each line; half of them are held out. */
  Dataset pairs(String name, String lines) throws IOException {
    return send(name, new GridPairUpload(new GroupSplit(0.5, 1)), lines);
  }

  /** Puzzles with their solutions as a table; half of them are held out. */
  Dataset puzzles(String name, String table) throws IOException {
    return send(name, new SolvedPuzzleUpload(new GroupSplit(0.5, 1)), table);
  }

  private Dataset send(String name, UploadFormat format, String body) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    UploadReport report =
        format.copy(
            new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), content, 1_000);
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(compressed)) {
      out.write(content.toByteArray());
    }
    Dataset set =
        new Dataset(
            JobId.next().value(),
            name,
            report.kind().wire(),
            HexFormat.of().formatHex(Sha256.of(content.toByteArray())),
            content.size(),
            report.layout().orElseThrow(),
            report.training(),
            report.heldOut(),
            report.groups(),
            null,
            null,
            0,
            JobJson.parse("[]"),
            "test",
            Instant.EPOCH);
    assertThat(
            datasets.add(set, new ByteArrayInputStream(compressed.toByteArray()), Long.MAX_VALUE))
        .isInstanceOf(Datasets.Addition.Added.class);
    return set;
  }
}
