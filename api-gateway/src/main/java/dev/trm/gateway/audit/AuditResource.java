package dev.trm.gateway.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.audit.ExportedAnchor;
import dev.trm.audit.VerifyKey;
import dev.trm.gateway.access.Caller;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Page;
import dev.trm.gateway.request.QueryFields;
import dev.trm.gateway.request.Times;
import dev.trm.gateway.stream.LinePages;
import dev.trm.jobs.audit.AuditKeys;
import dev.trm.jobs.audit.AuditVerifier;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.AuditLog;
import dev.trm.jobs.store.AuditLog.StoredAnchor;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The audit as a whole. */
@Path("/v1/audit")
@Tag(name = "Audit")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class AuditResource {
  private static final int MOST_ON_A_PAGE = 200;
  private static final int VERIFICATIONS_AT_A_TIME = 2;

  private final AuditLog log;
  private final AuditVerifier verifier;
  private final AuditKeys keys;
  private final Semaphore verifications = new Semaphore(VERIFICATIONS_AT_A_TIME);

  @Inject
  AuditResource(AuditLog log, AuditVerifier verifier, AuditKeys keys) {
    this.log = log;
    this.verifier = verifier;
    this.keys = keys;
  }

  /**
   * The key that this gateway signs anchors with.
   *
   * @param publicKey X.509, base64
   * @param fingerprint SHA-256 of the key, hex; anchors name it
   */
  record KeyView(String algorithm, String publicKey, String fingerprint) {}

  /**
   * Some anchors, newest first.
   *
   * @param next the cursor of the page after; absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record AnchorList(List<AnchorView> anchors, @Nullable String next) {}

  @GET
  @Path("/key")
  @Operation(
      operationId = "getAuditKey",
      summary = "The public key of the anchors",
      description = "Note it down where the administrators of this system cannot change it.")
  public KeyView key() {
    VerifyKey key =
        keys.own()
            .orElseThrow(
                () ->
                    ProblemException.notFound(
                        "This gateway has no key (trm.audit.key-file); it makes no anchors."))
            .publicKey();
    return new KeyView("Ed25519", key.base64(), key.fingerprint());
  }

  @GET
  @Path("/anchors")
  @Operation(
      operationId = "listAnchors",
      summary = "List anchors, newest first",
      description =
          "Each is a signed statement over the jobs that ended in a stretch of time, and names the"
              + " one before.")
  @Parameter(name = "cursor", in = ParameterIn.QUERY, ref = "Cursor")
  @Parameter(name = "limit", in = ParameterIn.QUERY, ref = "Limit")
  public AnchorList anchors(@Context UriInfo uri, @Context SecurityContext caller) {
    if (Caller.of(caller).only() != null) {
      throw new ProblemException(
          Problem.of(403, "Anchors name jobs of all keys; a submitter sees its own only."));
    }
    QueryFields query = new QueryFields(uri);
    long before = query.numberedCursor();
    int limit = query.integer("limit", 50, 1, MOST_ON_A_PAGE);
    query.end();
    Page<StoredAnchor> page =
        Page.cut(
            log.anchorsBefore(before, limit + 1), limit, anchor -> Long.toString(anchor.seq()));
    return new AnchorList(page.entries().stream().map(AnchorView::of).toList(), page.next());
  }

  @GET
  @Path("/anchors/export")
  @Needs(Role.OPERATOR)
  @Produces(LinePages.TYPE)
  @Operation(
      operationId = "exportAnchors",
      summary = "All anchors, one a line, with the jobs they are over",
      description =
          "Statement, signature, leaves, and the operators' actions since the anchor before. Kept"
              + " elsewhere, an export shows later whether anchors were exchanged; ./trm audit verify"
              + " FILE verifies it without this system.")
  @Parameter(
      name = "after",
      in = ParameterIn.QUERY,
      description = "Only anchors with a greater number.",
      schema = @Schema(type = SchemaType.INTEGER, defaultValue = "0"))
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = LinePages.TYPE,
              schema = @Schema(type = SchemaType.STRING),
              examples =
                  @ExampleObject(
                      name = "an anchor",
                      value =
                          "{\"seq\": 1, \"statement\": \"[\\\"trm.anchor.1\\\", 1, …]\","
                              + " \"signature\": \"…\", \"leaves\": \"…\", \"actions\": []}")))
  public LinePages<?, ?> export(@Context UriInfo uri) {
    QueryFields query = new QueryFields(uri);
    Long after = query.parsed("after", AuditResource::number);
    query.end();
    long first = after == null ? 0 : after;
    long action =
        log.anchorsBefore(first + 1, 1).stream()
            .findFirst()
            .map(before -> before.signed().anchor().operatorSeq())
            .orElse(0L);
    // One at a time: the jobs of an anchor can be megabytes.
    return new LinePages<Long, StoredAnchor>(
        last -> log.anchors(last == null ? first : last, 1),
        StoredAnchor::seq,
        new AnchorExport(log, action)::line,
        1);
  }

  /** Writes anchors in their order, each with the actions since the one before. */
  private static final class AnchorExport {
    private final AuditLog log;
    private long action;

    /**
     * @param action the last one that the anchor before the first has
     */
    AnchorExport(AuditLog log, long action) {
      this.log = log;
      this.action = action;
    }

    ExportedAnchor line(StoredAnchor anchor) {
      long until = Math.max(action, anchor.signed().anchor().operatorSeq());
      ExportedAnchor line =
          new ExportedAnchor(
              anchor.seq(),
              anchor.signed().statement(),
              anchor.signed().signature(),
              Base64.getEncoder().encodeToString(log.leaves(anchor.seq())),
              log.actions(action, (int) Math.min(until - action, Integer.MAX_VALUE)));
      action = until;
      return line;
    }
  }

  @GET
  @Path("/verify")
  @Needs(Role.OPERATOR)
  @Produces(LinePages.TYPE)
  @Operation(
      operationId = "verifyAudit",
      summary = "Verify the whole audit",
      description =
          "A line for each thing that is wrong, as it is found, then one with \"verified\" and what"
              + " was looked at. Takes as long as there is much to read.")
  @Parameter(
      name = "since",
      in = ParameterIn.QUERY,
      description = "Only jobs queued, and jobs in anchors made, at or after.",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = LinePages.TYPE,
              schema = @Schema(type = SchemaType.STRING),
              examples =
                  @ExampleObject(
                      name = "all is well",
                      value =
                          "{\"verified\": true, \"looked\": {\"jobs\": 12, \"events\": 36,"
                              + " \"anchors\": 3, \"actions\": 0, \"retired\": 0, \"findings\":"
                              + " 0}}")))
  public StreamingOutput verify(@Context UriInfo uri) {
    QueryFields query = new QueryFields(uri);
    Instant since = query.parsed("since", text -> Times.parse("since", text));
    query.end();
    return out -> {
      if (!verifications.tryAcquire()) {
        throw new ProblemException(
            Problem.of(
                429,
                "This gateway verifies the audit for "
                    + VERIFICATIONS_AT_A_TIME
                    + " callers already, each of whom reads all of it; try later."),
            Map.of("Retry-After", "60"));
      }
      try (NdJson lines = new NdJson(out)) {
        AuditVerifier.Verified looked =
            verifier.all(since == null ? Instant.EPOCH : since, lines::writeNow);
        lines.write(Map.of("verified", looked.findings() == 0, "looked", looked));
      } finally {
        verifications.release();
      }
    };
  }

  private static Long number(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException("after is '" + text + "'; it must be a whole number");
    }
    return Long.valueOf(text);
  }
}
