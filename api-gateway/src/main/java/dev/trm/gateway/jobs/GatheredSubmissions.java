package dev.trm.gateway.jobs;

import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.store.JobStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Submits in one transaction what came while the one before was committed: many callers cost the
 * database little more than one of them, and one alone does not wait.
 */
@Singleton
final class GatheredSubmissions {
  private static final int MOST_AT_ONCE = 200;

  private final Store store;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock turn = new ReentrantLock();

  /** Submits the jobs that are not there yet, in one transaction, and says what all of them are. */
  interface Store {
    List<Job> submitOnce(SortedMap<JobId, NewJob> jobs);
  }

  @Inject
  GatheredSubmissions(JobStore jobs) {
    this(named -> jobs.submitOnce(named, null));
  }

  GatheredSubmissions(Store store) {
    this.store = store;
  }

  /**
   * The job, submitted unless it is there already.
   *
   * @throws dev.trm.jobs.store.StoreException if the database is out of reach
   */
  Job submit(JobId id, NewJob job) {
    Waiting mine = new Waiting(id, job);
    waiting.add(mine);
    turn.lock();
    try {
      while (!mine.tried) {
        submitWaiting();
      }
    } finally {
      turn.unlock();
    }
    // One that cannot be stored must not fail those that came with it.
    return mine.submitted().orElseGet(() -> store.submitOnce(mine.alone()).get(0));
  }

  /** How many callers' jobs nobody has begun to submit. */
  int waiting() {
    return waiting.size();
  }

  private void submitWaiting() {
    List<Waiting> together = new ArrayList<>();
    for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
      together.add(next);
      if (together.size() == MOST_AT_ONCE) {
        break;
      }
    }
    SortedMap<JobId, NewJob> named = new TreeMap<>();
    together.forEach(each -> named.put(each.id, each.job));
    try {
      SortedMap<JobId, Job> submitted = new TreeMap<>();
      store.submitOnce(named).forEach(job -> submitted.put(job.id(), job));
      together.forEach(each -> each.submitted = submitted.get(each.id));
    } catch (RuntimeException e) {
      if (together.size() == 1) {
        throw e;
      }
    } finally {
      together.forEach(each -> each.tried = true);
    }
  }

  /** A caller's job; written under the lock, by whoever has it. */
  private static final class Waiting {
    private final JobId id;
    private final NewJob job;
    private boolean tried;
    private @Nullable Job submitted;

    Waiting(JobId id, NewJob job) {
      this.id = id;
      this.job = job;
    }

    Optional<Job> submitted() {
      return Optional.ofNullable(submitted);
    }

    SortedMap<JobId, NewJob> alone() {
      SortedMap<JobId, NewJob> alone = new TreeMap<>();
      alone.put(id, job);
      return alone;
    }
  }
}
