package dev.trm.gateway.operations;

import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.QueuePace;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * Takes no more jobs than may wait. The queue is counted once a second at most; what this process
 * lets in between counts too.
 */
@Singleton
public final class QueueLimit {
  private static final long COUNTED_EVERY = Duration.ofSeconds(1).toNanos();

  /** Who was refused comes back when so much of the queue is free again, not for one place. */
  private static final double ROOM_TO_COME_BACK_FOR = 0.02;

  private static final long LONGEST_PAUSE = Duration.ofMinutes(10).toSeconds();

  /** While nothing was taken from the queue for a minute, nobody knows when something will be. */
  private static final long PAUSE_WITHOUT_PACE = Duration.ofMinutes(1).toSeconds();

  private final JobStore jobs;
  private final QueuePace pace;
  private final long most;
  private final Map<JobKind, Count> counts = new EnumMap<>(JobKind.class);

  /**
   * @param at when it was counted, by the clock that only goes on
   */
  private record Count(long queued, long at) {}

  @Inject
  QueueLimit(JobStore jobs, QueuePace pace, GatewayConfig config) {
    this(jobs, pace, config.maxQueued());
  }

  QueueLimit(JobStore jobs, QueuePace pace, long most) {
    this.jobs = jobs;
    this.pace = pace;
    this.most = most;
  }

  /** Takes one place; 429 when the queue of this kind is full. */
  public void check(JobKind kind) {
    check(kind, 1);
  }

  /** Takes so many places; none and 429 when there is not room for all. */
  public void check(JobKind kind, int jobs) {
    if (take(kind, jobs) < jobs) {
      throw full(kind, jobs);
    }
  }

  /**
   * Takes so many places, or none if there is not room for all.
   *
   * @return how many were taken
   */
  public synchronized int take(JobKind kind, int wanted) {
    Count count = count(kind);
    if (count.queued + wanted > most) {
      return 0;
    }
    counts.put(kind, new Count(count.queued + wanted, count.at));
    return wanted;
  }

  /** The answer to those for whom there is no room, with the time after which there may be. */
  public ProblemException full(JobKind kind, int wanted) {
    long queued;
    synchronized (this) {
      queued = count(kind).queued;
    }
    return new ProblemException(
        Problem.of(
            429,
            queued
                + " "
                + kind.wire()
                + " jobs are queued and "
                + most
                + " may be; there is no room for "
                + wanted
                + " more."),
        Map.of("Retry-After", Long.toString(secondsUntilRoom(kind, queued, wanted))));
  }

  /** From how far the queue is over its mark and how fast it empties. */
  private long secondsUntilRoom(JobKind kind, long queued, int wanted) {
    long mark = most - Math.max(wanted, Math.round(most * ROOM_TO_COME_BACK_FOR));
    double perSecond = pace.startsPerSecond(kind);
    if (perSecond <= 0) {
      return PAUSE_WITHOUT_PACE;
    }
    return Math.min(LONGEST_PAUSE, Math.max(1, (long) Math.ceil((queued - mark) / perSecond)));
  }

  private Count count(JobKind kind) {
    Count count = counts.get(kind);
    long now = System.nanoTime();
    if (count == null || now - count.at > COUNTED_EVERY) {
      count = new Count(jobs.depth(kind).queued(), now);
      counts.put(kind, count);
    }
    return count;
  }
}
