package dev.trm.gateway.operations;

import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.store.JobStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Takes no more jobs when too many wait. Counts the queue at most once a second. */
@Singleton
public final class QueueLimit {
  private static final long COUNTED_EVERY = Duration.ofSeconds(1).toNanos();

  private final JobStore jobs;
  private final long most;
  private final Map<JobKind, Count> counts = new EnumMap<>(JobKind.class);

  private record Count(long queued, long at) {}

  @Inject
  QueueLimit(JobStore jobs, GatewayConfig config) {
    this(jobs, config.maxQueued());
  }

  QueueLimit(JobStore jobs, long most) {
    this.jobs = jobs;
    this.most = most;
  }

  /** 429 when the queue of this kind is full. */
  public void check(JobKind kind) {
    long queued = queued(kind);
    if (queued >= most) {
      throw new ProblemException(
          Problem.of(
              429,
              queued
                  + " "
                  + kind.wire()
                  + " jobs are queued; no more are taken until there are"
                  + " fewer than "
                  + most
                  + "."),
          Map.of("Retry-After", "5"));
    }
  }

  private synchronized long queued(JobKind kind) {
    Count count = counts.get(kind);
    long now = System.nanoTime();
    if (count == null || now - count.at > COUNTED_EVERY) {
      count = new Count(jobs.depth(kind).queued(), now);
      counts.put(kind, count);
    }
    return count.queued;
  }
}
