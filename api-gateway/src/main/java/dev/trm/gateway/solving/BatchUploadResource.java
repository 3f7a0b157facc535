package dev.trm.gateway.solving;

import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.access.Caller;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.body.BodyKind;
import dev.trm.gateway.body.ReceivedBody;
import dev.trm.gateway.body.Takes;
import dev.trm.gateway.operations.QueueLimit;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Idempotency;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.Batch;
import dev.trm.jobs.store.Batches;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.ModelRegistry;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Submitting many puzzles at once. */
@Path("/v1/solve-jobs/batch")
@Tag(name = "Solving")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class BatchUploadResource {
  static final String NDJSON = "application/x-ndjson";
  private static final String CSV = "text/csv";
  private static final int PROBLEMS_SHOWN = 20;

  private final JobStore jobs;
  private final Batches batches;
  private final ModelRegistry registry;
  private final CheckpointShapes checkpoints;
  private final Idempotency idempotency;
  private final QueueLimit limit;
  private final GatewayConfig config;
  private final Clock clock;

  @Inject
  BatchUploadResource(
      JobStore jobs,
      Batches batches,
      ModelRegistry registry,
      CheckpointShapes checkpoints,
      Idempotency idempotency,
      QueueLimit limit,
      GatewayConfig config,
      Clock clock) {
    this.clock = clock;
    this.jobs = jobs;
    this.batches = batches;
    this.registry = registry;
    this.checkpoints = checkpoints;
    this.idempotency = idempotency;
    this.limit = limit;
    this.config = config;
  }

  @POST
  @Takes(BodyKind.BATCH)
  @Consumes({NDJSON, "application/ndjson", MediaType.TEXT_PLAIN, CSV})
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "submitBatch",
      summary = "Submit many puzzles",
      description =
          "As NDJSON a line is a puzzle, or a whole request as for one. As text/plain or text/csv"
              + " the body may be in any form that docs/puzzle-files.md lists, such as a Sudoku a"
              + " line, Sudokus and mazes drawn in rows, or a table with a column puzzle; each"
              + " puzzle goes to its champion, and its line is the one where it begins. Good lines"
              + " become jobs, 500 in a transaction, once the whole body is here: an upload that"
              + " breaks off makes none. Bad lines are answered with line and reason and stop"
              + " nothing; where all are bad there is no batch, and the answer is 422. Sent again"
              + " with the same Idempotency-Key nothing is made twice. When the queue has no room for"
              + " all: with an Idempotency-Key nothing is taken and the answer is 429; without,"
              + " what comes before notTakenFrom is taken, nothing after, and Retry-After says"
              + " when to send the rest as another batch.")
  @RequestBody(
      required = true,
      content = {
        @Content(
            mediaType = NDJSON,
            schema = @Schema(type = SchemaType.STRING),
            examples =
                @ExampleObject(
                    name = "two puzzles",
                    value =
                        "{\"kind\": \"sudoku\", \"grid\": \"1.3...2..1...4.2\"}\n"
                            + "{\"puzzle\": {\"kind\": \"sudoku\", \"grid\":"
                            + " \"1.3...2..1...4.2\"}, \"options\": {\"trace\": \"none\"}}\n")),
        @Content(
            mediaType = MediaType.TEXT_PLAIN,
            schema = @Schema(type = SchemaType.STRING),
            examples =
                @ExampleObject(
                    name = "a puzzle in rows",
                    value = "Grid 01\n1.3.\n..2.\n.1..\n.4.2\n")),
        @Content(
            mediaType = CSV,
            schema = @Schema(type = SchemaType.STRING),
            examples =
                @ExampleObject(
                    name = "a table",
                    value = "puzzle,solution\n1.3...2..1...4.2,1234432131424132\n"))
      })
  @APIResponse(
      responseCode = "202",
      description = "The batch, with what was wrong with the lines refused.",
      content = @Content(schema = @Schema(implementation = BatchView.class)))
  @APIResponse(responseCode = "422", description = "No line can be taken; errors names the first.")
  @APIResponse(responseCode = "429", ref = "#/components/responses/QueueFull")
  public RestResponse<BatchView> upload(
      @Nullable InputStream body,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context HttpHeaders headers,
      @Context SecurityContext caller,
      RoutingContext route)
      throws IOException {
    boolean text = text(headers);
    ApiKey submitter = Caller.of(caller).key();
    ReceivedBody received = ReceivedBody.of(route);
    if (key == null) {
      return read(upload(JobId.next().value(), submitter, room(submitter)), received, text);
    }
    UUID id = idempotency.target(submitter.name(), key, hash(received, text));
    Batch before = batches.find(id).filter(Batch::complete).orElse(null);
    if (before != null) {
      return answer(before, null);
    }
    BatchUpload upload = upload(id, submitter, (jobs, submission) -> submission.run());
    QueueLimit.Demand demand;
    try (InputStream in = received.open()) {
      demand = upload.demand(source(in, text));
    }
    return limit.within(submitter, demand, () -> read(upload, received, text));
  }

  private BatchUpload.Room room(ApiKey submitter) {
    return (jobs, submission) ->
        limit.within(
            submitter,
            QueueLimit.Demand.of(JobKind.SOLVE, jobs),
            () -> {
              submission.run();
              return true;
            });
  }

  private static byte[] hash(ReceivedBody body, boolean text) throws IOException {
    MessageDigest digest = Idempotency.digest(text ? "batch of text" : "batch");
    try (InputStream in = new DigestInputStream(body.open(), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return digest.digest();
  }

  private BatchUpload upload(UUID id, ApiKey submitter, BatchUpload.Room room) {
    return new BatchUpload(
        id,
        submitter.name(),
        clock.instant(),
        config.maxBatchLines(),
        new KnownModels(registry, checkpoints),
        jobs,
        batches,
        room);
  }

  private RestResponse<BatchView> read(BatchUpload upload, ReceivedBody body, boolean text)
      throws IOException {
    try (InputStream in = body.open()) {
      upload.read(source(in, text));
    }
    ProblemException full = upload.full().orElse(null);
    if (upload.taken()) {
      return answer(batches.find(upload.id()).orElseThrow(), full);
    }
    if (full != null) {
      throw full;
    }
    throw upload.refused() == 0 ? empty() : noneAccepted(upload);
  }

  private static ProblemException noneAccepted(BatchUpload upload) {
    List<Problem.Fault> faults =
        upload.problems().stream()
            .limit(PROBLEMS_SHOWN)
            .map(
                problem ->
                    new Problem.Fault(
                        problem.pointer(),
                        null,
                        null,
                        "line " + problem.line() + ": " + problem.detail()))
            .toList();
    String detail =
        String.format(
            "None of the %d lines can be taken, so there is no batch. The first is %s",
            upload.refused(), faults.get(0).detail());
    return new ProblemException(
        new Problem("urn:trm:problem:bad-lines", "No line can be taken", 422, detail, faults));
  }

  /** Whether the body is text in any form and not NDJSON. */
  private static boolean text(HttpHeaders headers) {
    MediaType type = headers.getMediaType();
    return type != null && type.getType().equals("text");
  }

  private BatchSource source(InputStream body, boolean text) {
    return text
        ? BatchSource.text(body)
        : BatchSource.ndjson(
            new BatchLines(body, Math.toIntExact(config.maxBatchLine().asLongValue())));
  }

  /**
   * Where there was no more room on the way, the answer says so, and when there may be.
   *
   * @param full why there was not
   */
  private RestResponse<BatchView> answer(Batch batch, @Nullable ProblemException full) {
    RestResponse.ResponseBuilder<BatchView> response =
        RestResponse.ResponseBuilder.create(
                RestResponse.Status.ACCEPTED, BatchView.of(batch, jobs.batchCounts(batch.id())))
            .location(URI.create(BatchView.path(batch)));
    if (full != null) {
      full.headers().forEach(response::header);
    }
    return response.build();
  }

  private static ProblemException empty() {
    return new ProblemException(Problem.of(400, "The body is empty; it must have puzzles."));
  }
}
