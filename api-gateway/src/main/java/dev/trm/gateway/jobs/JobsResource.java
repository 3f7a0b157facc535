package dev.trm.gateway.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.access.Caller;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.access.OpenStreams;
import dev.trm.gateway.live.JobWaits;
import dev.trm.gateway.live.LiveEvents;
import dev.trm.gateway.operations.QueueLimit;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Idempotency;
import dev.trm.gateway.request.QueryFields;
import dev.trm.gateway.request.Times;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.SolveSearch;
import dev.trm.jobs.VoteTable;
import dev.trm.jobs.events.EventId;
import dev.trm.jobs.events.JobEvent;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.IdPrefix;
import dev.trm.jobs.store.JobFilter;
import dev.trm.jobs.store.JobPage;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.Retry;
import dev.trm.jobs.store.TraceCycle;
import dev.trm.jobs.store.VoteTables;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Jobs of every kind. */
@Path("/v1/jobs")
@Tag(name = "Jobs")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class JobsResource {
  private static final int MOST_ON_A_PAGE = 200;
  private static final int EVENTS_BUFFERED = 4096;

  /** Of the attempts of a solve. */
  private static final int ALL = 0;

  private final JobStore jobs;
  private final VisibleJobs visible;
  private final VoteTables votes;
  private final JobStory story;
  private final LiveEvents live;
  private final JobWaits waits;
  private final OpenStreams streams;
  private final Idempotency idempotency;
  private final QueueLimit limit;
  private final Duration heartbeat;

  @Inject
  JobsResource(
      JobStore jobs,
      VisibleJobs visible,
      VoteTables votes,
      JobStory story,
      LiveEvents live,
      JobWaits waits,
      OpenStreams streams,
      Idempotency idempotency,
      QueueLimit limit,
      GatewayConfig config) {
    this.jobs = jobs;
    this.visible = visible;
    this.votes = votes;
    this.story = story;
    this.live = live;
    this.waits = waits;
    this.streams = streams;
    this.idempotency = idempotency;
    this.limit = limit;
    this.heartbeat = config.heartbeat();
  }

  /**
   * Some jobs, newest first.
   *
   * @param next the cursor of the page after; absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record JobList(List<JobView> jobs, @Nullable String next) {}

  /** The cycles of a solve; none where none were kept or it has not ended. */
  record TraceView(String job, String state, List<CycleView> cycles) {}

  @GET
  @Operation(
      operationId = "listJobs",
      summary = "List jobs, newest first",
      description = "Pages by cursor: every page costs the same.")
  @Parameter(
      name = "kind",
      in = ParameterIn.QUERY,
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"solve", "train", "adapt"}))
  @Parameter(
      name = "state",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = JobState.class))
  @Parameter(
      name = "model",
      in = ParameterIn.QUERY,
      description = "Exactly as the jobs name it.",
      example = "sudoku@champion",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "batch",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.STRING, format = "uuid"))
  @Parameter(
      name = "since",
      in = ParameterIn.QUERY,
      description = "Queued at or after.",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "id",
      in = ParameterIn.QUERY,
      description =
          "How their ids begin: one to 32 hexadecimal digits, with or without hyphens. Ids begin"
              + " with the time of the submission.",
      example = "019abc3e",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(name = "cursor", in = ParameterIn.QUERY, ref = "Cursor")
  @Parameter(name = "limit", in = ParameterIn.QUERY, ref = "Limit")
  public JobList list(@Context UriInfo uri, @Context SecurityContext caller) {
    QueryFields query = new QueryFields(uri);
    JobFilter filter =
        new JobFilter(
                query.parsed("kind", JobKind::of),
                query.state(),
                query.text("model"),
                query.uuid("batch"),
                query.parsed("since", text -> Times.parse("since", text)))
            .like(query.parsed("id", IdPrefix::parse))
            .of(Caller.of(caller).only());
    String cursor = query.cursor();
    int limit = query.integer("limit", 50, 1, MOST_ON_A_PAGE);
    query.end();
    JobPage page = jobs.page(filter, cursor, limit);
    return new JobList(page.jobs().stream().map(JobView::of).toList(), page.next());
  }

  @GET
  @Path("/{id}")
  @Operation(operationId = "getJob", summary = "Look at a job")
  public JobView get(@PathParam("id") String id, @Context SecurityContext caller) {
    return JobView.of(visible.find(id, caller));
  }

  @GET
  @Path("/{id}/trace")
  @Operation(
      operationId = "getTrace",
      summary = "Look at every cycle of a solve",
      description =
          "Draft, confidence of each cell, halt probability, changed cells and broken rules. Empty"
              + " until the job has ended, and where no trace was wanted. The cycles of several"
              + " attempts are in the order in which they were computed.")
  @Parameter(
      name = "attempt",
      in = ParameterIn.QUERY,
      description = "The cycles of this attempt only, from 1.",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1024"))
  public TraceView trace(
      @PathParam("id") String id, @Context UriInfo uri, @Context SecurityContext caller) {
    QueryFields query = new QueryFields(uri);
    int attempt = query.integer("attempt", ALL, 1, SolveSearch.MOST_ATTEMPTS);
    query.end();
    Job job = visible.find(id, caller);
    if (job.kind() != JobKind.SOLVE) {
      throw ProblemException.notFound(
          "Job " + id + " is of kind " + job.kind().wire() + "; only solves have a trace.");
    }
    List<TraceCycle> cycles =
        jobs.trace(job.id()).stream()
            .filter(cycle -> attempt == ALL || cycle.attempt() == attempt)
            .toList();
    return new TraceView(id, job.state().name(), CycleView.of(job.solveSpec(), cycles));
  }

  @GET
  @Path("/{id}/votes")
  @Operation(
      operationId = "getVotes",
      summary = "Look at how the forms of an ARC task voted",
      description =
          "Of each test input the different answers with their votes and mean halt probability,"
              + " the best 20 of them. No test inputs until all have voted. The result's votesSha256"
              + " is that of this body.")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = VoteTable.class)))
  public String votes(@PathParam("id") String id, @Context SecurityContext caller) {
    Job job = visible.find(id, caller);
    if (job.kind() != JobKind.ADAPT) {
      throw ProblemException.notFound(
          "Job " + id + " is of kind " + job.kind().wire() + "; only adaptations have votes.");
    }
    return votes.find(job.id()).orElseGet(() -> JobJson.write(VoteTable.EMPTY));
  }

  @GET
  @Path("/{id}/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      operationId = "followJob",
      summary = "Follow a job by server-sent events",
      description =
          "First what has happened, then what happens: states, cycles, metrics. A solve of"
              + " several attempts names the attempt of each cycle, and its first 4000 cycles have"
              + " events. A cycle of a solve"
              + " that was submitted by itself has confidence, a byte a cell (255 is sure) in"
              + " base64, and brokenCells, the cells of all broken rules; one of a batch has only"
              + " their number, broken. A state's id is"
              + " its number in the history, a cycle's or step's adds its own, as in 2.5; with"
              + " Last-Event-ID the stream goes on after that one; one that has not been yet is"
              + " refused by 400, and the last one of all is answered with 204. It ends with the final"
              + " state, or"
              + " when the key is revoked, expires or may no longer see the job.")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              examples =
                  @ExampleObject(
                      name = "a state",
                      value =
                          "id: 2\nevent: state\ndata: {\"jobId\":\"0192…\","
                              + "\"id\":\"2\",\"type\":\"state\","
                              + "\"at\":\"2026-01-01T00:00:00Z\",\"data\":{\"state\":\"RUNNING\"}}")))
  @APIResponse(
      responseCode = "204",
      description = "The job has ended, and Last-Event-ID is its last event: do not ask again.")
  @APIResponse(responseCode = "429", description = "The key has as many streams as it may.")
  @ResponseHeader(name = "X-Accel-Buffering", value = "no")
  public Multi<OutboundSseEvent> events(
      @PathParam("id") String id,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context SecurityContext caller,
      @Context Sse sse) {
    Job found = visible.find(id, caller);
    JobId job = found.id();
    EventId after = lastEventId == null ? EventId.NONE : eventId(lastEventId, found);
    if (found.state().isFinal() && after.seq() == found.events()) {
      throw new NothingLeftException();
    }
    OpenStreams.Open open = streams.open(Caller.of(caller), found.submittedBy());
    Multi<OutboundSseEvent> told =
        Multi.createFrom()
            .<JobEvent>emitter(
                listener -> JobFollower.follow(job, after, jobs, story, live, waits, listener),
                BackPressureStrategy.BUFFER)
            .onOverflow()
            .buffer(EVENTS_BUFFERED)
            .map(event -> event(sse, event));
    OutboundSseEvent end = sse.newEventBuilder().comment("end").build();
    Multi<OutboundSseEvent> alive =
        Multi.createFrom()
            .ticks()
            .every(heartbeat)
            .onOverflow()
            .drop()
            .map(tick -> sse.newEventBuilder().comment("alive").build());
    Multi<OutboundSseEvent> refused =
        Multi.createFrom()
            .emitter(
                listener ->
                    open.refusal()
                        .thenAccept(
                            words ->
                                listener
                                    .emit(sse.newEventBuilder().comment(words).build())
                                    .emit(end)));
    return Multi.createBy()
        .merging()
        .streams(told.onCompletion().continueWith(end), alive, refused)
        .select()
        .first(event -> event != end)
        .onTermination()
        .invoke(open::close);
  }

  /** Left to the method above, an answer without a body would hold a stream open and never end. */
  @HEAD
  @Path("/{id}/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(hidden = true)
  public RestResponse<Void> eventsHead(
      @PathParam("id") String id, @Context SecurityContext caller) {
    visible.find(id, caller);
    return RestResponse.ResponseBuilder.<Void>ok().type(MediaType.SERVER_SENT_EVENTS).build();
  }

  @POST
  @Path("/{id}/cancel")
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "cancelJob",
      summary = "Cancel a job",
      description = "Its work stops within a cycle or a step. A job that has ended stays as it is.")
  public JobView cancel(@PathParam("id") String id, @Context SecurityContext caller) {
    return jobs.cancel(visible.find(id, caller).id(), Caller.of(caller).name())
        .map(cancellation -> JobView.of(cancellation.job()))
        .orElseThrow(() -> VisibleJobs.unknown(id));
  }

  @POST
  @Path("/{id}/retry")
  @Needs(Role.SUBMITTER)
  @ResponseStatus(202)
  @Operation(
      operationId = "retryJob",
      summary = "Run a job that has ended again",
      description = "Makes a new job with retryOf.")
  public RestResponse<JobView> retry(
      @PathParam("id") String id,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context SecurityContext caller) {
    Job old = visible.find(id, caller);
    if (!old.state().isFinal()) {
      throw ProblemException.conflict(
          "Job " + id + " is " + old.state() + "; only one that has ended can be run again.");
    }
    String actor = caller.getUserPrincipal().getName();
    JobId again = new JobId(idempotency.target(actor, key, "retry " + id, new byte[0]));
    Retry retry =
        key != null && jobs.find(again).isPresent()
            ? jobs.retry(old.id(), actor, again)
            : limit.within(
                Caller.of(caller).key(),
                new QueueLimit.Demand(old.kind(), 1, 0),
                () -> jobs.retry(old.id(), actor, again));
    if (retry instanceof Retry.Submitted submitted) {
      return Submission.accepted(submitted.job());
    }
    throw VisibleJobs.unknown(id);
  }

  private static OutboundSseEvent event(Sse sse, JobEvent event) {
    return sse.newEventBuilder()
        .id(event.id().toString())
        .name(event.type())
        .data(JobJson.write(event))
        .build();
  }

  /** What was heard last; a stream that waited for what comes after the end would tell nothing. */
  /** Ends a request for events that would never come; an EventSource takes a 204 as the end. */
  private static final class NothingLeftException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @ServerExceptionMapper
  public Response nothingLeft(NothingLeftException e) {
    return Response.noContent().build();
  }

  private EventId eventId(String text, Job job) {
    EventId heard;
    try {
      heard = EventId.parse(text);
    } catch (IllegalArgumentException e) {
      throw noEvent(text, "it must be the id of an event of this stream");
    }
    boolean told =
        job.state() == JobState.RUNNING
            ? heard.seq() <= job.events()
            : heard.compareTo(new EventId(job.events(), 0)) <= 0;
    if (!told) {
      throw noEvent(
          text, "there has been no such event; the last change of state is " + job.events());
    }
    if (!story.reached(job, heard.step())) {
      throw noEvent(text, "there has been no such event; the job has not come so far");
    }
    return heard;
  }

  private static ProblemException noEvent(String text, String why) {
    return new ProblemException(
        Problem.header("Last-Event-ID", "Last-Event-ID is '" + text + "'; " + why));
  }
}
