package dev.trm.gateway.models;

import dev.trm.audit.Sha256;
import dev.trm.gateway.access.Caller;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.body.BodyKind;
import dev.trm.gateway.body.ReceivedBody;
import dev.trm.gateway.body.Takes;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Idempotency;
import dev.trm.gateway.request.Ids;
import dev.trm.gateway.request.QueryFields;
import dev.trm.gateway.stream.FilePart;
import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.RunStore;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Checkpoints and their files. */
@Path("/v1/checkpoints")
@Tag(name = "Models")
@Blocking
class CheckpointsResource {
  private static final Logger LOG = Logger.getLogger(CheckpointsResource.class);

  private final RunStore runs;
  private final CheckpointStore store;
  private final CheckpointImport imports;
  private final Idempotency idempotency;

  @Inject
  CheckpointsResource(
      RunStore runs, CheckpointStore store, CheckpointImport imports, Idempotency idempotency) {
    this.runs = runs;
    this.store = store;
    this.imports = imports;
    this.idempotency = idempotency;
  }

  @POST
  @Takes(BodyKind.CHECKPOINT)
  @Consumes(MediaType.APPLICATION_OCTET_STREAM)
  @Produces(MediaType.APPLICATION_JSON)
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "importCheckpoint",
      summary = "Import a checkpoint as a version of a model",
      description =
          "A file of torch.save, whose pickle is read but never executed, or a safetensors file,"
              + " with the reference's keys under any of its prefixes. What the network looks like"
              + " is read off the shapes of its tensors; what they do not tell is asked for by"
              + " name, or assumed and said to be. The first version of a model becomes its"
              + " champion. The same file again answers with the same version.")
  @Parameter(
      name = "model",
      in = ParameterIn.QUERY,
      required = true,
      description = "The model's name.",
      example = "sudoku-9x9-paper",
      schema = @Schema(type = SchemaType.STRING, pattern = "[a-z0-9][a-z0-9._-]{0,62}"))
  @Parameter(
      name = "kind",
      in = ParameterIn.QUERY,
      description = "The puzzles it is for; with size it stands for sequenceLength.",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"sudoku", "maze", "arc", "grid"}))
  @Parameter(
      name = "size",
      in = ParameterIn.QUERY,
      description = "Of the puzzles, in cells; width first where they are not square.",
      example = "9",
      schema = @Schema(type = SchemaType.STRING, pattern = "[0-9]{1,2}(x[0-9]{1,2})?"))
  @Parameter(
      name = "ends",
      in = ParameterIn.QUERY,
      description =
          "Of kind grid: whether grids may be smaller than the board, as tokens for their ends say.",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  @Parameter(
      name = "sequenceLength",
      in = ParameterIn.QUERY,
      description = "Cells of a puzzle, where neither kind nor the prefix tells.",
      schema = @Schema(type = SchemaType.INTEGER))
  @Parameter(
      name = "prefix",
      in = ParameterIn.QUERY,
      description = "Positions before the cells (puzzle_emb_len), where no shape tells.",
      schema = @Schema(type = SchemaType.INTEGER))
  @Parameter(
      name = "heads",
      in = ParameterIn.QUERY,
      description = "Of attention; left out, heads of size 64.",
      schema = @Schema(type = SchemaType.INTEGER))
  @Parameter(
      name = "latentSteps",
      in = ParameterIn.QUERY,
      description = "L_cycles; 4 for the published models of ARC and mazes.",
      schema = @Schema(type = SchemaType.INTEGER, defaultValue = "6"))
  @Parameter(
      name = "recursions",
      in = ParameterIn.QUERY,
      description = "H_cycles.",
      schema = @Schema(type = SchemaType.INTEGER, defaultValue = "3"))
  @Parameter(
      name = "maxCycles",
      in = ParameterIn.QUERY,
      description = "halt_max_steps.",
      schema = @Schema(type = SchemaType.INTEGER, defaultValue = "16"))
  @Parameter(
      name = "positions",
      in = ParameterIn.QUERY,
      description = "pos_encodings; left out, learned where the file has them, else rope.",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"rope", "learned", "none"}))
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(
      responseCode = "201",
      description = "The version, its checkpoint, and where its configuration comes from.",
      content =
          @Content(
              schema = @Schema(implementation = ImportView.class),
              examples =
                  @ExampleObject(
                      name = "a published model",
                      value =
                          "{\"reference\": \"sudoku-9x9-paper@1\", \"champion\": true,"
                              + " \"configuration\": [{\"name\": \"hidden\", \"value\": \"512\","
                              + " \"source\": \"shape\", \"because\": \"by the shape of H_init\"},"
                              + " {\"name\": \"latentSteps\", \"value\": \"6\", \"source\":"
                              + " \"assumed\", \"because\": \"no shape tells; the reference's"
                              + " default\"}]}")))
  @APIResponse(responseCode = "400", description = "A parameter is missing or contradicts a shape.")
  @APIResponse(responseCode = "413", description = "The file is too large.")
  @APIResponse(
      responseCode = "422",
      description = "The file is damaged, holds something else than tensors, or no such network.")
  public RestResponse<ImportView> take(
      @Nullable InputStream body,
      @Context UriInfo uri,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context SecurityContext caller,
      RoutingContext route)
      throws IOException {
    ImportRequest request = ImportRequest.parse(new QueryFields(uri));
    if (body == null) {
      throw new ProblemException(Problem.of(400, "The body is empty; it must be a file."));
    }
    String actor = caller.getUserPrincipal().getName();
    java.nio.file.Path file = ReceivedBody.of(route).file();
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    byte[] hash = digest.digest();
    // What is made follows from the file and the request alone; the key guards against another.
    idempotency.target(actor, key, "import " + request, hash);
    ImportView made =
        imports.take(
            new CheckpointImport.Upload(file, HexFormat.of().formatHex(hash), Files.size(file)),
            request,
            actor);
    return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, made)
        .location(URI.create("/v1/checkpoints/" + made.checkpoint().id()))
        .build();
  }

  @GET
  @Path("/{id}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "getCheckpoint",
      summary = "What is known of a checkpoint",
      description =
          "Weights are shared. A resumable checkpoint holds puzzles of its run's training data: for"
              + " submitters there are those of their own runs only.")
  public CheckpointView get(@PathParam("id") String id, @Context SecurityContext caller) {
    return CheckpointView.of(find(id, caller));
  }

  @GET
  @Path("/{id}/file")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @Operation(
      operationId = "getCheckpointFile",
      summary = "A checkpoint's file, in the safetensors format",
      description =
          "Tensors have the reference's keys without a prefix. The file is checked against its id,"
              + " its SHA-256, before it is sent; a part is sent where Range asks for one. A resumable"
              + " checkpoint's file holds puzzles of the training data: it is for the submitter of"
              + " its run and for operators.")
  @Parameter(
      name = "Range",
      in = ParameterIn.HEADER,
      example = "bytes=0-1023",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(name = "If-Range", in = ParameterIn.HEADER, schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "If-None-Match",
      in = ParameterIn.HEADER,
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      headers = @Header(name = "ETag", description = "The id in quotes."),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(
      responseCode = "206",
      description = "The part that was asked for.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(responseCode = "304", description = "The caller has it already.")
  @APIResponse(responseCode = "403", description = "A reader asks for a resumable checkpoint.")
  @APIResponse(responseCode = "416", description = "The file has no such part.")
  public RestResponse<FilePart> file(
      @PathParam("id") String id,
      @HeaderParam("Range") @Nullable String range,
      @HeaderParam("If-Range") @Nullable String ifRange,
      @HeaderParam("If-None-Match") @Nullable String known,
      @Context SecurityContext caller)
      throws IOException {
    if (find(id, caller).full() && Caller.of(caller).key().role() == Role.READER) {
      throw new ProblemException(
          Problem.of(
              403,
              "Checkpoint "
                  + id
                  + " holds puzzles of its run's training data; its file is for the run's submitter"
                  + " and operators."));
    }
    String tag = "\"" + id + "\"";
    if (known != null && (known.strip().equals("*") || known.contains(tag))) {
      return RestResponse.ResponseBuilder.<FilePart>create(RestResponse.Status.NOT_MODIFIED)
          .header("ETag", tag)
          .build();
    }
    java.nio.file.Path file = stored(id);
    long size = Files.size(file);
    Optional<ByteRange> part =
        ifRange == null || ifRange.strip().equals(tag)
            ? ByteRange.parse(range, size)
            : Optional.empty();
    if (part.filter(asked -> asked.length() == 0).isPresent()) {
      throw new ProblemException(
          Problem.header("Range", "Range is '" + range + "'; the file has " + size + " bytes")
              .withStatus(416),
          Map.of("Content-Range", "bytes */" + size));
    }
    ByteRange sent = part.orElse(new ByteRange(0, size));
    RestResponse.ResponseBuilder<FilePart> response =
        RestResponse.ResponseBuilder.create(
                part.isPresent() ? RestResponse.Status.PARTIAL_CONTENT : RestResponse.Status.OK,
                new FilePart(file, sent.from(), sent.length()))
            .header("Accept-Ranges", "bytes")
            .header("Content-Disposition", "attachment; filename=\"" + id + ".safetensors\"")
            .header("ETag", tag);
    if (part.isPresent()) {
      response.header("Content-Range", sent.contentRange(size));
    }
    return response.build();
  }

  private java.nio.file.Path stored(String id) {
    try {
      return store.get(id);
    } catch (IOException e) {
      LOG.errorf(e, "checkpoint %s cannot be served", id);
      throw new ProblemException(
          Problem.of(503, "The file of checkpoint " + id + " cannot be read from the store."));
    }
  }

  private CheckpointRow find(String id, SecurityContext caller) {
    return runs.findCheckpoint(Ids.checkpoint(id), Caller.of(caller).only())
        .orElseThrow(() -> ProblemException.notFound("There is no checkpoint " + id + "."));
  }
}
