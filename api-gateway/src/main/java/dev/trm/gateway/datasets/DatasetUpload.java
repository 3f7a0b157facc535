package dev.trm.gateway.datasets;

import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.body.SpoolDirectory;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.quotas.KeyQuotas;
import dev.trm.gateway.request.CleanText;
import dev.trm.gateway.request.Idempotency;
import dev.trm.gateway.request.JsonBody;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.Dataset;
import dev.trm.jobs.store.Datasets;
import dev.trm.jobs.store.Quota;
import dev.trm.puzzles.grid.GroupSplit;
import dev.trm.puzzles.upload.BadRecord;
import dev.trm.puzzles.upload.TooManyRecordsException;
import dev.trm.puzzles.upload.UploadReport;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes a data set in: record by record into a file while it is sent, then in one transaction into
 * the store, so that a slow or broken upload holds nothing up and leaves nothing behind.
 */
@Singleton
final class DatasetUpload {
  private final Datasets datasets;
  private final Idempotency idempotency;
  private final SpoolDirectory spool;
  private final GatewayConfig config;
  private final KeyQuotas quotas;
  private final Clock clock;

  @Inject
  DatasetUpload(
      Datasets datasets,
      Idempotency idempotency,
      SpoolDirectory spool,
      GatewayConfig config,
      KeyQuotas quotas,
      Clock clock) {
    this.clock = clock;
    this.datasets = datasets;
    this.idempotency = idempotency;
    this.spool = spool;
    this.config = config;
    this.quotas = quotas;
  }

  /**
   * @param key of the request; null where it has none
   * @throws ProblemException 413 if it is too large, 422 if too much is wrong with it, 409 if the
   *     name is taken, 429 if it exceeds a quota of the submitter's key
   */
  Dataset take(InputStream body, DatasetRequest request, @Nullable String key, ApiKey submitter)
      throws IOException {
    String actor = submitter.name();
    Path file = spool.file("dataset");
    try {
      MessageDigest sent = Idempotency.digest("dataset " + request);
      HashedGzip content = new HashedGzip(Files.newOutputStream(file));
      UploadReport report;
      try (InputStream in = new BufferedInputStream(new DigestInputStream(body, sent));
          content) {
        report = read(in, request, content);
      }
      refuseWhatIsOfNoUse(report, request);
      UUID id = idempotency.target(actor, key, sent.digest());
      Optional<Dataset> before = datasets.find(id);
      if (before.isPresent()) {
        return before.get();
      }
      return keep(dataset(id, report, request, content, actor), file, submitter);
    } finally {
      Files.delete(file);
    }
  }

  private UploadReport read(InputStream in, DatasetRequest request, HashedGzip content)
      throws IOException {
    try {
      UploadReport report = request.format().copy(in, content, config.maxDatasetRecords());
      // What no parser understands is read all the same: the sender has to hear of it.
      in.transferTo(OutputStream.nullOutputStream());
      return report;
    } catch (TooManyRecordsException e) {
      throw JsonBody.tooLarge("The body has more than " + config.maxDatasetRecords() + " records.");
    }
  }

  private static void refuseWhatIsOfNoUse(UploadReport report, DatasetRequest request) {
    int good = report.training() + report.heldOut();
    if (good + report.refused() == 0) {
      throw new ProblemException(
          Problem.of(400, "The body is empty; it must have a record on each line."));
    }
    if (report.refused() > request.mostBad() * (good + report.refused()) || good == 0) {
      throw tooManyBad(report, request, good);
    }
    if (report.training() > 0 && report.heldOut() > 0) {
      return;
    }
    GroupSplit split = request.split();
    if (split == null) {
      throw new ProblemException(
          Problem.field("", "No task has a test output, so there is nothing to judge by."));
    }
    throw new ProblemException(
        Problem.parameter(
            "heldOut",
            "heldOut is "
                + split.heldOutShare()
                + "; of "
                + report.groups()
                + " groups that leaves none to "
                + (report.training() == 0 ? "train on" : "judge by")));
  }

  private static ProblemException tooManyBad(
      UploadReport report, DatasetRequest request, int good) {
    String detail =
        String.format(
            Locale.ROOT,
            "%d of %d records are bad; at most a share of %s may be. The first is line %d: %s",
            report.refused(),
            good + report.refused(),
            request.mostBad(),
            report.bad().get(0).line(),
            report.bad().get(0).reason());
    List<Problem.Fault> faults = report.bad().stream().map(DatasetUpload::fault).toList();
    return new ProblemException(
        new Problem(
            "urn:trm:problem:bad-records", "Too many records are bad", 422, detail, faults));
  }

  private static Problem.Fault fault(BadRecord bad) {
    return new Problem.Fault(bad.pointer(), null, null, "line " + bad.line() + ": " + bad.reason());
  }

  private Dataset dataset(
      UUID id, UploadReport report, DatasetRequest request, HashedGzip content, String actor) {
    GroupSplit split = request.split();
    return new Dataset(
        id,
        request.name(),
        report.kind().wire(),
        content.sha256(),
        content.bytes(),
        report.layout().orElseThrow(),
        report.training(),
        report.heldOut(),
        report.groups(),
        split == null ? null : split.heldOutShare(),
        split == null ? null : split.seed(),
        report.refused(),
        CleanText.replaced(JobJson.tree(report.bad())),
        actor,
        clock.instant());
  }

  private Dataset keep(Dataset set, Path file, ApiKey submitter) throws IOException {
    Datasets.Addition addition;
    try (InputStream gzip = Files.newInputStream(file)) {
      addition = datasets.add(set, gzip, quotas.most(submitter, Quota.STORED_BYTES));
    }
    if (addition instanceof Datasets.Addition.NameTaken) {
      throw ProblemException.conflict("There is a data set '" + set.name() + "' already.");
    }
    if (addition instanceof Datasets.Addition.OverQuota over) {
      throw quotas.exceeded(submitter, Quota.STORED_BYTES, over.stored(), set.bytes(), null);
    }
    return datasets.find(set.id()).orElseThrow();
  }
}
