package dev.trm.gateway.jobs;

import dev.trm.audit.Finding;
import dev.trm.audit.InclusionProof;
import dev.trm.audit.VerifyKey;
import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.access.Caller;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Idempotency;
import dev.trm.gateway.request.PreferWait;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.SolveReplay;
import dev.trm.jobs.SolveResult;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.audit.AnchorFinder;
import dev.trm.jobs.audit.Anchored;
import dev.trm.jobs.audit.AuditKeys;
import dev.trm.jobs.audit.AuditVerifier;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.AuditEvent;
import dev.trm.jobs.store.AuditLog;
import dev.trm.jobs.store.JobStore;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What can be shown of a job afterwards: its history, its proof, its replay. */
@Path("/v1/jobs")
@Tag(name = "Jobs")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class JobAuditResource {
  private final JobStore jobs;
  private final AuditLog log;
  private final AuditVerifier verifier;
  private final AuditKeys keys;
  private final VisibleJobs visible;
  private final Submission submission;
  private final GatewayConfig config;

  @Inject
  JobAuditResource(
      JobStore jobs,
      AuditLog log,
      AuditVerifier verifier,
      AuditKeys keys,
      VisibleJobs visible,
      Submission submission,
      GatewayConfig config) {
    this.jobs = jobs;
    this.log = log;
    this.verifier = verifier;
    this.keys = keys;
    this.visible = visible;
    this.submission = submission;
    this.config = config;
  }

  /**
   * Every change of a job's state.
   *
   * @param verified whether events, specification, outcome, trace and anchor fit together
   * @param findings what does not
   */
  record HistoryView(
      String job, boolean verified, List<Finding> findings, List<AuditEvent> events) {}

  @GET
  @Path("/{id}/history")
  @Operation(
      operationId = "getHistory",
      summary = "Look at every change of a job's state",
      description =
          "Each event's hash covers the one before, and the specification, the outcome and the"
              + " trace. All is verified on reading; what is wrong is in findings, by event.")
  public HistoryView history(@PathParam("id") String id, @Context SecurityContext caller) {
    JobId job = visible.find(id, caller).id();
    List<Finding> findings = verifier.job(job);
    return new HistoryView(id, findings.isEmpty(), findings, jobs.history(job));
  }

  @GET
  @Path("/{id}/proof")
  @Operation(
      operationId = "getProof",
      summary = "A proof that the job ended as it did",
      description =
          "The path from the job to the root of a signed anchor: whoever knows the public key can"
              + " verify it without this system, for example by ./trm audit verify FILE.")
  @APIResponse(responseCode = "409", description = "The job has not ended, or has no anchor yet.")
  public InclusionProof proof(@PathParam("id") String id, @Context SecurityContext caller) {
    Job job = visible.find(id, caller);
    Instant ended = job.finishedAt();
    if (ended == null) {
      throw ProblemException.conflict(
          "Job " + id + " is " + job.state() + "; only one that has ended has a proof.");
    }
    Anchored anchored =
        new AnchorFinder(log)
            .find(job.id(), AuditLog.anchoredSince(job.queuedAt(), ended))
            .orElseThrow(
                () ->
                    ProblemException.conflict(
                        "Job "
                            + id
                            + " has ended, but is in no anchor yet; try again in a"
                            + " minute."));
    String fingerprint = anchored.anchor().anchor().key();
    return keys.trusted().stream()
        .filter(key -> key.fingerprint().equals(fingerprint))
        .map(VerifyKey::base64)
        .map(anchored::proof)
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.conflict(
                    "Anchor "
                        + anchored.seq()
                        + " is signed with key "
                        + fingerprint
                        + ", which this gateway does not know (trm.audit.trusted-keys)."));
  }

  @POST
  @Path("/{id}/replay")
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "replayJob",
      summary = "Run a solve again and compare every cycle",
      description =
          "Makes a new job with the same weights and options. Its result's replay says whether every"
              + " cycle is identical to the bit, which cycle and cell differ first, or why the two"
              + " are not comparable here.")
  @APIResponse(
      responseCode = "202",
      description = "The new job is stored; Location says where.",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(
      responseCode = "200",
      description = "The new job has ended within the wait.",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(responseCode = "409", description = "The job is no solve that has succeeded.")
  @APIResponse(responseCode = "429", ref = "#/components/responses/QueueFull")
  public Uni<RestResponse<JobView>> replay(
      @PathParam("id") String id,
      @Parameter(ref = "Wait") @HeaderParam("Prefer") List<String> prefer,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context SecurityContext caller) {
    Optional<PreferWait> wait = PreferWait.of(prefer, config.maxWait());
    Job old = visible.find(id, caller);
    if (old.kind() != JobKind.SOLVE || old.state() != JobState.SUCCEEDED || old.result() == null) {
      throw ProblemException.conflict(
          "Job "
              + id
              + " is a "
              + old.kind().wire()
              + " job, "
              + old.state()
              + "; only a solve that has succeeded can be replayed.");
    }
    SolveResult result = SolveResult.of(old.result());
    SolveSpec again =
        old.solveSpec().replayed(new SolveReplay(old.id(), result.checkpoint()), result.model());
    String actor = caller.getUserPrincipal().getName();
    return submission.answer(
        submission.once(
            Caller.of(caller).key(),
            key,
            "replay " + old.id(),
            new byte[0],
            NewJob.solve(again, actor)),
        wait);
  }
}
