package dev.trm.gateway.operations;

import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.quotas.KeyQuotas;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.QueueCounts;
import dev.trm.jobs.store.QueueCounts.Count;
import dev.trm.jobs.store.QueuePace;
import dev.trm.jobs.store.Quota;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets jobs into the queues as long as there is room: in the queue of their kind, which all keys
 * share, and in the quotas of their key. Delayed jobs take no room in the shared queue before they
 * are due. Jobs are counted in the database once a second at most; what this process lets in
 * between counts too, so that one gateway never exceeds a limit. Several together may, by what they
 * let in within a second.
 */
@Singleton
public final class QueueLimit {
  private static final long COUNTED_EVERY = Duration.ofSeconds(1).toNanos();

  /** Who was refused comes back when so much of the queue is free again, not for one place. */
  private static final double ROOM_TO_COME_BACK_FOR = 0.02;

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /** While nothing was taken from the queue for a minute, nobody knows when something will be. */
  private static final Duration PAUSE_WITHOUT_PACE = Duration.ofMinutes(1);

  private static final int MOST_KEYS = 10_000;

  private final QueueCounts counts;
  private final QueuePace pace;
  private final KeyQuotas quotas;
  private final long most;
  private final Map<JobKind, Tally> kinds = new ConcurrentHashMap<>();
  private final Map<String, Tally> keys = new ConcurrentHashMap<>();

  @Inject
  QueueLimit(QueueCounts counts, QueuePace pace, KeyQuotas quotas, GatewayConfig config) {
    this(counts, pace, quotas, config.maxQueued());
  }

  QueueLimit(QueueCounts counts, QueuePace pace, KeyQuotas quotas, long most) {
    this.counts = counts;
    this.pace = pace;
    this.quotas = quotas;
    this.most = most;
  }

  /**
   * Jobs of one kind for which there must be room.
   *
   * @param waiting jobs that may run at once
   * @param delayed jobs that wait for a later time
   */
  public record Demand(JobKind kind, int waiting, int delayed) {
    /** One job. */
    public static Demand of(NewJob job) {
      return job.runAt() == null ? new Demand(job.kind(), 1, 0) : new Demand(job.kind(), 0, 1);
    }

    /** Several jobs of one kind. */
    public static Demand of(JobKind kind, Collection<NewJob> jobs) {
      int delayed = (int) jobs.stream().filter(job -> job.runAt() != null).count();
      return new Demand(kind, jobs.size() - delayed, delayed);
    }
  }

  /** Submits jobs. */
  public interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /**
   * Submits jobs if there is room for all of them.
   *
   * @throws ProblemException 429 if there is not; nothing is submitted
   */
  public <T, E extends Exception> T within(ApiKey key, Demand demand, Work<T, E> work) throws E {
    Demand shared = new Demand(demand.kind(), demand.waiting(), 0);
    Tally common = common(demand.kind());
    Tally own = limited(key) ? own(key) : null;
    if (own != null) {
      enter(own, key, demand);
    }
    boolean submitted = false;
    try {
      if (!common.enter(shared, most, KeyQuotas.UNLIMITED)) {
        throw full(demand.kind(), common.now().waiting(), demand.waiting());
      }
      try {
        T result = work.run();
        submitted = true;
        return result;
      } finally {
        common.leave(shared, submitted);
      }
    } finally {
      if (own != null) {
        own.leave(demand, submitted);
      }
    }
  }

  private void enter(Tally own, ApiKey key, Demand demand) {
    long mostWaiting = quotas.most(key, Quota.QUEUED_JOBS);
    long mostDelayed = quotas.most(key, Quota.DELAYED_JOBS);
    if (own.enter(demand, mostWaiting, mostDelayed)) {
      return;
    }
    Count now = own.now();
    if (demand.delayed() > 0 && now.delayed() + demand.delayed() > mostDelayed) {
      throw quotas.exceeded(
          key, Quota.DELAYED_JOBS, now.delayed(), demand.delayed(), PAUSE_WITHOUT_PACE);
    }
    int wanted = demand.waiting() + demand.delayed();
    throw quotas.exceeded(
        key,
        Quota.QUEUED_JOBS,
        now.waiting(),
        wanted,
        untilRoom(demand.kind(), now.waiting(), mostWaiting, wanted));
  }

  private boolean limited(ApiKey key) {
    return quotas.most(key, Quota.QUEUED_JOBS) != KeyQuotas.UNLIMITED
        || quotas.most(key, Quota.DELAYED_JOBS) != KeyQuotas.UNLIMITED;
  }

  private Tally common(JobKind kind) {
    return kinds.computeIfAbsent(
        kind, each -> new Tally((waiting, delayed) -> new Count(counts.waiting(each), 0)));
  }

  private Tally own(ApiKey key) {
    if (keys.size() > MOST_KEYS) {
      keys.values().removeIf(Tally::idle);
    }
    return keys.computeIfAbsent(
        key.name(), name -> new Tally((waiting, delayed) -> counts.of(name, waiting, delayed)));
  }

  private ProblemException full(JobKind kind, long queued, int wanted) {
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
        Map.of("Retry-After", Long.toString(untilRoom(kind, queued, most, wanted).toSeconds())));
  }

  /** From how far the queue is over its mark and how fast it empties. */
  private Duration untilRoom(JobKind kind, long queued, long limit, int wanted) {
    long mark = limit - Math.max(wanted, Math.round(limit * ROOM_TO_COME_BACK_FOR));
    double perSecond = pace.startsPerSecond(kind);
    if (perSecond <= 0) {
      return PAUSE_WITHOUT_PACE;
    }
    double seconds = Math.ceil((queued - mark) / perSecond);
    return Duration.ofSeconds((long) Math.min(LONGEST_PAUSE.toSeconds(), Math.max(1, seconds)));
  }

  /** The jobs of one kind or key: the last count and what was let in since. */
  private static final class Tally {
    private final Counting counting;
    private Count jobs = new Count(0, 0);
    private Count uncommitted = new Count(0, 0);
    private long countedAt;
    private boolean counted;

    /** Counts in the database, each no further than the limit. */
    interface Counting {
      Count count(long mostWaiting, long mostDelayed);
    }

    Tally(Counting counting) {
      this.counting = counting;
    }

    /**
     * Lets jobs in if there is room. Delayed jobs become due by themselves, so they need room among
     * all jobs too: else they would pile up beyond the limit on those that wait.
     */
    synchronized boolean enter(Demand demand, long mostWaiting, long mostDelayed) {
      long mostOfAll = mostWaiting + Math.min(mostDelayed, KeyQuotas.UNLIMITED - mostWaiting);
      count(mostOfAll, mostDelayed);
      long waiting = jobs.waiting() + demand.waiting();
      long delayed = jobs.delayed() + demand.delayed();
      if ((demand.waiting() > 0 && waiting > mostWaiting)
          || (demand.delayed() > 0 && (delayed > mostDelayed || waiting + delayed > mostOfAll))) {
        return false;
      }
      jobs = plus(jobs, demand, 1);
      uncommitted = plus(uncommitted, demand, 1);
      return true;
    }

    /** Notes that jobs that were let in are committed, or were not submitted after all. */
    synchronized void leave(Demand demand, boolean submitted) {
      uncommitted = plus(uncommitted, demand, -1);
      if (!submitted) {
        jobs = plus(jobs, demand, -1);
      }
    }

    synchronized Count now() {
      return jobs;
    }

    synchronized boolean idle() {
      return uncommitted.waiting() + uncommitted.delayed() == 0;
    }

    /** A count may miss jobs that are committed meanwhile, so those are added. */
    private void count(long mostWaiting, long mostDelayed) {
      long now = System.nanoTime();
      if (!counted || now - countedAt > COUNTED_EVERY) {
        Count count = counting.count(mostWaiting, mostDelayed);
        jobs =
            new Count(
                count.waiting() + uncommitted.waiting(), count.delayed() + uncommitted.delayed());
        countedAt = now;
        counted = true;
      }
    }

    private static Count plus(Count count, Demand demand, int sign) {
      return new Count(
          count.waiting() + (long) sign * demand.waiting(),
          count.delayed() + (long) sign * demand.delayed());
    }
  }
}
