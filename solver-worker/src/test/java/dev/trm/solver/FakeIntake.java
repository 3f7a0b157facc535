package dev.trm.solver;

import dev.trm.jobs.JobId;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.StoreException;
import dev.trm.jobs.worker.WorkerIntake;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Collects outcomes; can simulate an unavailable database for some calls. */
final class FakeIntake implements WorkerIntake {
  final List<Outcome> finished = new CopyOnWriteArrayList<>();
  final Set<JobId> notOurs = ConcurrentHashMap.newKeySet();
  final AtomicInteger callsToFail = new AtomicInteger();
  final AtomicInteger failedCalls = new AtomicInteger();
  volatile boolean stopped;
  volatile boolean closed;

  @Override
  public String worker() {
    return "solve-fake";
  }

  @Override
  public Set<JobId> finish(List<? extends Outcome> outcomes) {
    if (callsToFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      failedCalls.incrementAndGet();
      throw new StoreException("out of reach", new IllegalStateException());
    }
    finished.addAll(outcomes);
    return outcomes.stream()
        .map(outcome -> outcome.claim().id())
        .filter(id -> !notOurs.contains(id))
        .collect(Collectors.toSet());
  }

  List<Outcome> of(Claim claim) {
    return finished.stream().filter(outcome -> outcome.claim().equals(claim)).toList();
  }

  @Override
  public void roomFreed() {}

  @Override
  public void stopTaking() {
    stopped = true;
  }

  @Override
  public void close() {
    closed = true;
  }
}
