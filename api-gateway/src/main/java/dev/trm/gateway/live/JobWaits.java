package dev.trm.gateway.live;

import dev.trm.gateway.GatewayConfig;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobState;
import dev.trm.jobs.events.JobEvent;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.StoreException;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Waiting for jobs to end, without a thread or a query for each. An event of an end makes the job
 * due to be looked up; one thread looks up all due jobs in one query. Since events may be lost,
 * every job that is waited for is due once more at a slow interval, and when waiting begins.
 */
@ApplicationScoped
public class JobWaits {
  private static final Logger LOG = Logger.getLogger(JobWaits.class);

  private final LiveEvents live;
  private final JobStore jobs;
  private final Map<JobId, Set<Wait>> waits = new ConcurrentHashMap<>();
  private final Set<JobId> due = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread named = new Thread(work, "trm-job-waits");
            named.setDaemon(true);
            return named;
          });

  @Inject
  JobWaits(LiveEvents live, JobStore jobs, GatewayConfig config) {
    this.live = live;
    this.jobs = jobs;
    long interval = config.reread().toMillis();
    thread.scheduleWithFixedDelay(this::everyone, interval, interval, TimeUnit.MILLISECONDS);
  }

  /** Somebody's wait for a job; close it when nobody waits any more. */
  public final class Wait implements AutoCloseable {
    private final JobId id;
    private final LiveEvents.Listening listening;
    private final CompletableFuture<Job> end = new CompletableFuture<>();
    private final CompletableFuture<Void> givenUp = new CompletableFuture<>();

    private Wait(JobId id) {
      this.id = id;
      this.listening = live.listen(id, this::heard);
    }

    /** The job once it has ended, as the database has it. */
    public CompletableFuture<Job> end() {
      return end;
    }

    /** Completes when the gateway stops. */
    public CompletableFuture<Void> givenUp() {
      return givenUp;
    }

    private void heard(JobEvent event) {
      if (isEnd(event)) {
        look(id);
      }
    }

    @Override
    public void close() {
      listening.close();
      waits.computeIfPresent(
          id,
          (job, all) -> {
            all.remove(this);
            return all.isEmpty() ? null : all;
          });
    }
  }

  /** Waits for the end of a job, which may be over already. */
  public Wait await(JobId id) {
    Wait wait = new Wait(id);
    waits.compute(
        id,
        (job, all) -> {
          Set<Wait> set = all == null ? ConcurrentHashMap.newKeySet() : all;
          set.add(wait);
          return set;
        });
    look(id);
    return wait;
  }

  /** Waiting for jobs would hold up the stop. */
  void giveUp(@Observes ShutdownDelayInitiatedEvent event) {
    waits.values().forEach(all -> all.forEach(wait -> wait.givenUp.complete(null)));
  }

  void stop(@Observes ShutdownEvent event) {
    thread.shutdownNow();
  }

  /** Whether the event tells a final state. */
  public static boolean isEnd(JobEvent event) {
    if (!event.type().equals(JobEvent.STATE)) {
      return false;
    }
    String state = event.data().path("state").asText();
    for (JobState each : JobState.values()) {
      if (each.name().equals(state)) {
        return each.isFinal();
      }
    }
    return false;
  }

  private void look(JobId id) {
    due.add(id);
    try {
      thread.execute(this::lookUpDue);
    } catch (RejectedExecutionException e) {
      LOG.debugf("job %s is not looked up, the application stops", id);
    }
  }

  private void everyone() {
    due.addAll(waits.keySet());
    lookUpDue();
  }

  private void lookUpDue() {
    Set<JobId> ids = Set.copyOf(due);
    if (ids.isEmpty()) {
      return;
    }
    due.removeAll(ids);
    try {
      for (Job job : jobs.ended(ids)) {
        waits.getOrDefault(job.id(), Set.of()).forEach(wait -> wait.end.complete(job));
      }
    } catch (StoreException e) {
      LOG.warnf("jobs waited for cannot be looked up, tried again soon: %s", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("looking up jobs waited for failed, tried again soon", e);
    }
  }
}
