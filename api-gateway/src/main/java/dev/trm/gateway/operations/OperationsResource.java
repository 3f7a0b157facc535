package dev.trm.gateway.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.gateway.access.Caller;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.jobs.JobView;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Ids;
import dev.trm.gateway.request.QueryFields;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.JobFilter;
import dev.trm.jobs.store.JobPage;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.WorkerRow;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Queues, workers and quarantine. */
@Path("/v1")
@Tag(name = "Operations")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class OperationsResource {
  private static final int ON_A_PAGE = 200;

  private final JobStore jobs;

  @Inject
  OperationsResource(JobStore jobs) {
    this.jobs = jobs;
  }

  /**
   * A queue.
   *
   * @param name the kind of its jobs
   * @param workers heard of lately
   * @param capacity jobs they can hold together
   * @param free how many more they could take
   */
  record QueueView(String name, long queued, long running, int workers, int capacity, int free) {}

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
  public QueueList queues() {
    List<WorkerRow> workers = jobs.workers();
    return new QueueList(
        Arrays.stream(JobKind.values()).map(kind -> queue(kind, workers)).toList());
  }

  @GET
  @Path("/workers")
  @Operation(operationId = "listWorkers", summary = "The workers heard of lately")
  public WorkerList workers() {
    return new WorkerList(jobs.workers());
  }

  @GET
  @Path("/quarantine")
  @Operation(
      operationId = "listQuarantine",
      summary = "Jobs that ended their workers too often",
      description = "They wait for an operator to release or cancel them.")
  public QuarantineList quarantine(@Context UriInfo uri, @Context SecurityContext caller) {
    QueryFields query = new QueryFields(uri);
    String cursor = query.parsed("cursor", text -> JobId.parse(text).toString());
    query.end();
    JobFilter mine =
        new JobFilter(null, JobState.QUARANTINED, null, null, null).of(Caller.of(caller).only());
    JobPage page = jobs.page(mine, cursor, ON_A_PAGE);
    return new QuarantineList(page.jobs().stream().map(JobView::of).toList(), page.next());
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

  private QueueView queue(JobKind kind, List<WorkerRow> workers) {
    JobStore.QueueDepth depth = jobs.depth(kind);
    List<WorkerRow> takers = workers.stream().filter(worker -> worker.kind() == kind).toList();
    return new QueueView(
        kind.wire(),
        depth.queued(),
        depth.running(),
        takers.size(),
        takers.stream().mapToInt(WorkerRow::capacity).sum(),
        takers.stream().mapToInt(WorkerRow::free).sum());
  }
}
