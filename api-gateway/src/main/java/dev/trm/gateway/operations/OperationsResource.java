package dev.trm.gateway.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.access.Caller;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.jobs.JobView;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Ids;
import dev.trm.gateway.request.JsonBody;
import dev.trm.gateway.request.QueryFields;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.JobFilter;
import dev.trm.jobs.store.JobPage;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.QuarantineFilter;
import dev.trm.jobs.store.QueuePause;
import dev.trm.jobs.store.QueuePauses;
import dev.trm.jobs.store.QueueState;
import dev.trm.jobs.store.QueueStates;
import dev.trm.jobs.store.WorkerDrains;
import dev.trm.jobs.store.WorkerRow;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Queues, workers and quarantine. */
@Path("/v1")
@Tag(name = "Operations")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class OperationsResource {
  private static final int ON_A_PAGE = 200;

  private static final int LONGEST_REASON = 500;
  private static final int MOST_RELEASED = 10_000;
  private static final int MOST_NAMED = 1_000;

  private final JobStore jobs;
  private final QueueStates states;
  private final QueuePauses pauses;
  private final WorkerDrains drains;
  private final JsonBody json;

  @Inject
  OperationsResource(
      JobStore jobs, QueueStates states, QueuePauses pauses, WorkerDrains drains, JsonBody json) {
    this.jobs = jobs;
    this.states = states;
    this.pauses = pauses;
    this.drains = drains;
    this.json = json;
  }

  /**
   * A queue.
   *
   * @param name the kind of its jobs
   * @param waiting the queued ones, by priority
   * @param oldestSince since when the job waits that was submitted first of those that could run;
   *     absent where none waits
   * @param oldest that job; absent for those who see only their own
   * @param workers heard of lately
   * @param capacity jobs they can hold together, without workers that no job can reach
   * @param free how many more they could take
   * @param paused absent while jobs are handed out
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record QueueView(
      String name,
      long queued,
      Map<String, Long> waiting,
      @Nullable Instant oldestSince,
      @Nullable String oldest,
      long running,
      int workers,
      int capacity,
      int free,
      @Nullable PauseView paused) {}

  /**
   * A pause.
   *
   * @param by the operator's key
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record PauseView(Instant since, String by, @Nullable String reason) {}

  /** How many jobs were released. */
  record ReleasedView(int released) {}

  /** All queues. */
  record QueueList(List<QueueView> queues) {}

  /** All workers heard of lately. */
  record WorkerList(List<WorkerRow> workers) {}

  /** Jobs in quarantine, newest first. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record QuarantineList(List<JobView> jobs, @Nullable String next) {}

  @GET
  @Path("/queues")
  @Operation(operationId = "listQueues", summary = "How many jobs wait and run, and who takes them")
  public QueueList queues(@Context SecurityContext caller) {
    List<WorkerRow> workers = jobs.workers();
    List<QueuePause> paused = pauses.all();
    boolean seesAll = Caller.of(caller).only() == null;
    return new QueueList(
        Arrays.stream(JobKind.values())
            .map(kind -> queue(kind, workers, paused, seesAll))
            .toList());
  }

  @POST
  @Path("/queues/{name}/pause")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "pauseQueue",
      summary = "Hand out no more jobs of a queue",
      description = "What runs goes on; jobs are still taken in. A paused queue stays as it is.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "PauseRequest"),
              examples = @ExampleObject(name = "why", value = "{\"reason\": \"new driver\"}")))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = QueueView.class)))
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  public QueueView pause(
      @PathParam("name") String name, @Nullable InputStream body, @Context SecurityContext caller)
      throws IOException {
    JobKind kind = queueNamed(name);
    JsonFields fields = JsonBody.optionalFields(json.bytes(body));
    String reason = words(fields, "reason");
    fields.end();
    pauses.pause(kind, caller.getUserPrincipal().getName(), reason);
    return queue(kind, jobs.workers(), pauses.all(), true);
  }

  @POST
  @Path("/queues/{name}/resume")
  @Needs(Role.OPERATOR)
  @Operation(operationId = "resumeQueue", summary = "Hand out jobs of a queue again, at once")
  public QueueView resume(@PathParam("name") String name, @Context SecurityContext caller) {
    JobKind kind = queueNamed(name);
    pauses.resume(kind, caller.getUserPrincipal().getName());
    return queue(kind, jobs.workers(), pauses.all(), true);
  }

  @GET
  @Path("/workers")
  @Operation(operationId = "listWorkers", summary = "The workers heard of lately")
  public WorkerList workers() {
    return new WorkerList(jobs.workers());
  }

  @POST
  @Path("/workers/{id}/drain")
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "drainWorker",
      summary = "Have a worker take nothing new",
      description = "It learns it by its next heartbeat and ends what it holds.")
  public WorkerRow drain(@PathParam("id") String id, @Context SecurityContext caller) {
    boolean known = drains.drain(workerId(id), caller.getUserPrincipal().getName());
    return worker(id, known);
  }

  @POST
  @Path("/workers/{id}/undrain")
  @Needs(Role.OPERATOR)
  @Operation(operationId = "undrainWorker", summary = "Have a worker take jobs again")
  public WorkerRow undrain(@PathParam("id") String id, @Context SecurityContext caller) {
    boolean known = drains.undrain(workerId(id), caller.getUserPrincipal().getName());
    return worker(id, known);
  }

  @GET
  @Path("/quarantine")
  @Operation(
      operationId = "listQuarantine",
      summary = "Jobs that ended their workers too often",
      description =
          "They were alone in a worker each time it vanished. They wait for an operator to release"
              + " or cancel them.")
  public QuarantineList quarantine(@Context UriInfo uri, @Context SecurityContext caller) {
    QueryFields query = new QueryFields(uri);
    String cursor = query.cursor();
    query.end();
    JobFilter mine =
        new JobFilter(null, JobState.QUARANTINED, null, null, null).of(Caller.of(caller).only());
    JobPage page = jobs.page(mine, cursor, ON_A_PAGE);
    return new QuarantineList(page.jobs().stream().map(JobView::of).toList(), page.next());
  }

  @POST
  @Path("/quarantine/release")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "releaseJobs",
      summary = "Queue the jobs in quarantine again that fit a filter",
      description = "Each is run by itself, apart from other jobs. Oldest first.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "ReleaseRequest"),
              examples = {
                @ExampleObject(name = "all", value = "{}"),
                @ExampleObject(
                    name = "some",
                    value =
                        "{\"kind\": \"solve\", \"model\": \"sudoku@champion\","
                            + " \"reason\": \"vanished\", \"limit\": 100}")
              }))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = ReleasedView.class)))
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  public ReleasedView releaseAll(@Nullable InputStream body, @Context SecurityContext caller)
      throws IOException {
    JsonFields fields = JsonBody.optionalFields(json.bytes(body));
    String kind = fields.textOrNull("kind");
    QuarantineFilter filter =
        new QuarantineFilter(
            kind == null ? null : fields.parsed("kind", JobKind.SOLVE, JobKind::of),
            words(fields, "model"),
            words(fields, "reason"),
            named(fields),
            fields.integer("limit", MOST_RELEASED, 1, MOST_RELEASED));
    fields.end();
    return new ReleasedView(jobs.release(filter, caller.getUserPrincipal().getName()));
  }

  @POST
  @Path("/quarantine/{id}/release")
  @Needs(Role.OPERATOR)
  @Operation(operationId = "releaseJob", summary = "Queue a job in quarantine again")
  public JobView release(@PathParam("id") String id, @Context SecurityContext caller) {
    JobId job = Ids.job(id);
    return jobs.release(job, caller.getUserPrincipal().getName())
        .map(JobView::of)
        .orElseThrow(() -> notThere(id, jobs.find(job).orElse(null)));
  }

  private static ProblemException notThere(String id, @Nullable Job job) {
    return new ProblemException(
        job == null
            ? Problem.of(404, "There is no job " + id + ".")
            : Problem.of(409, "Job " + id + " is " + job.state() + ", not in quarantine."));
  }

  private static @Nullable List<JobId> named(JsonFields fields) {
    JsonNode jobs = fields.value("jobs");
    if (jobs == null) {
      return null;
    }
    if (!jobs.isArray() || jobs.size() > MOST_NAMED) {
      throw fields.wrong("jobs", "jobs must be a list of at most " + MOST_NAMED + " ids");
    }
    List<JobId> ids = new ArrayList<>();
    for (JsonNode job : jobs) {
      try {
        ids.add(JobId.parse(job.isTextual() ? job.textValue() : job.toString()));
      } catch (IllegalArgumentException e) {
        throw fields.wrong("jobs", "jobs: " + e.getMessage());
      }
    }
    return ids;
  }

  private static @Nullable String words(JsonFields fields, String name) {
    String words = fields.textOrNull(name);
    if (words != null
        && (words.length() > LONGEST_REASON || words.chars().anyMatch(Character::isISOControl))) {
      throw fields.wrong(
          name,
          name
              + " has "
              + words.length()
              + " characters; it must be up to "
              + LONGEST_REASON
              + ", none a control character");
    }
    return words;
  }

  private static JobKind queueNamed(String name) {
    return Arrays.stream(JobKind.values())
        .filter(kind -> kind.wire().equals(name))
        .findFirst()
        .orElseThrow(() -> ProblemException.notFound("There is no queue " + name + "."));
  }

  private static String workerId(String id) {
    if (id.length() > LONGEST_REASON || id.chars().anyMatch(Character::isISOControl)) {
      throw new ProblemException(
          Problem.parameter("id", "id has control characters or is longer than 500"));
    }
    return id;
  }

  private WorkerRow worker(String id, boolean known) {
    return jobs.workers().stream()
        .filter(worker -> known && worker.id().equals(id))
        .findFirst()
        .orElseThrow(() -> ProblemException.notFound("No worker " + id + " was heard of lately."));
  }

  private QueueView queue(
      JobKind kind, List<WorkerRow> workers, List<QueuePause> paused, boolean seesAll) {
    QueueState state = states.of(kind);
    Map<String, Long> waiting = new LinkedHashMap<>();
    state.waiting().forEach((priority, jobs) -> waiting.put(priority.wire(), jobs));
    List<WorkerRow> all = workers.stream().filter(worker -> worker.kind() == kind).toList();
    List<WorkerRow> takers = all.stream().filter(worker -> !worker.joined().isEmpty()).toList();
    return new QueueView(
        kind.wire(),
        state.queued(),
        waiting,
        state.oldestSince(),
        seesAll && state.oldest() != null ? state.oldest().toString() : null,
        state.running(),
        all.size(),
        takers.stream().mapToInt(WorkerRow::capacity).sum(),
        takers.stream().mapToInt(WorkerRow::free).sum(),
        paused.stream()
            .filter(pause -> pause.kind() == kind)
            .findFirst()
            .map(pause -> new PauseView(pause.since(), pause.actor(), pause.reason()))
            .orElse(null));
  }
}
