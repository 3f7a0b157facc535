package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.NewJob;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The jobs: the truth about what was asked for and how it ended. Every write of a worker carries
 * its claim's epoch; a write of a job that is no longer its own changes nothing and says so.
 *
 * <p>All methods throw {@link StoreException} when the database is out of reach.
 */
public interface JobStore {
  /** Commits jobs, their outbox rows and their first audit events in one transaction. */
  default List<Job> submit(List<NewJob> jobs) {
    return submit(jobs, null);
  }

  /** As {@link #submit(List)}, all belonging to a batch. */
  List<Job> submit(List<NewJob> jobs, @Nullable UUID batch);

  /**
   * Submits under these ids the jobs that are not there yet: called again, it makes nothing twice.
   *
   * @return all of them, as they are now, by id
   */
  List<Job> submitOnce(SortedMap<JobId, NewJob> jobs, @Nullable UUID batch);

  Optional<Job> find(JobId id);

  /** Those of the jobs that have ended. */
  List<Job> ended(Collection<JobId> ids);

  /**
   * Jobs newest first, at the same cost for every page.
   *
   * @param cursor what the page before gave as next; null for the first
   * @throws IllegalArgumentException naming a cursor that is none
   */
  JobPage page(JobFilter filter, @Nullable String cursor, int limit);

  /** How many jobs of a batch are in each state; empty for an unknown batch. */
  Map<JobState, Long> batchCounts(UUID batch);

  /** How many jobs are queued and running. */
  QueueDepth depth(JobKind kind);

  /** Ends a queued, running or quarantined job at once; its worker learns by its next heartbeat. */
  Optional<Cancellation> cancel(JobId id, String actor);

  /** Submits a new job with the same specification as one that has ended. */
  default Retry retry(JobId id, String actor) {
    return retry(id, actor, JobId.next());
  }

  /** As {@link #retry(JobId, String)} with a given id for the new job, made once. */
  Retry retry(JobId id, String actor, JobId again);

  /** Makes a quarantined job queued again; empty if there is no such job in quarantine. */
  Optional<Job> release(JobId id, String actor);

  /**
   * Makes the jobs in quarantine that fit the filter queued again.
   *
   * @return how many
   */
  int release(QuarantineFilter filter, String actor);

  /**
   * Takes those of the jobs that are queued and due; the others are somebody else's or have ended.
   * Jobs that were held by a worker that vanished are taken only by a worker that holds nothing,
   * all of their group at once, and nothing beside them: so a claim may bring jobs nobody named.
   */
  List<Claim> claim(String worker, Collection<JobId> ids, JobKind kind, Duration lease);

  /** Prolongs leases. Answers which jobs are still the worker's; it must stop the others. */
  Set<JobId> renew(String worker, Collection<Claim> claims, Duration lease);

  /** Which of the claims still hold; prolongs nothing. */
  Set<JobId> held(Collection<Claim> claims);

  /**
   * Records results, traces, final states and audit events in one transaction.
   *
   * @return the jobs recorded; the rest were no longer the worker's
   */
  Set<JobId> finish(List<? extends Outcome> outcomes);

  /** Shows how far a job is; false if it is no longer the worker's. */
  boolean progress(Claim claim, JsonNode progress);

  /**
   * Requeues jobs whose lease has lapsed, or whose worker's session has ended and nothing was heard
   * of it for two beats, to be run apart from others; quarantines those that were alone too often
   * when their worker vanished.
   *
   * @param uptime nothing is done before the database has been up for so long: workers must have
   *     had the time to renew
   */
  List<Job> rescueLapsed(Duration uptime);

  /** Fails jobs that still run so long after their deadline: their worker should have. */
  List<Job> failOverrun(Duration grace);

  /** Fails jobs still queued past their deadline. */
  List<Job> failOverdue();

  /**
   * Notes what a worker that vanished has left to read, at the jobs that vanished with it or still
   * seem to run there.
   *
   * @param worker its name, or the part of it that comes first
   * @return at how many jobs
   */
  int crashReport(String worker, String stack);

  /** The cycles of a finished solve, in order; empty where none were kept. */
  List<TraceCycle> trace(JobId id);

  /** Every state change, in order. */
  List<AuditEvent> history(JobId id);

  /** A worker's own session, not opened yet. */
  WorkerPresence presence(String worker);

  /**
   * Says that a worker lives and how much it can take; needed at least every 5 seconds.
   *
   * @return whether an operator wants it to take nothing new
   */
  boolean heartbeat(WorkerBeat beat);

  /** Takes a worker that stops off the list. */
  void farewell(String worker);

  /** The workers heard of lately. */
  List<WorkerRow> workers();

  /** How many jobs wait and run. */
  record QueueDepth(long queued, long running) {}
}
