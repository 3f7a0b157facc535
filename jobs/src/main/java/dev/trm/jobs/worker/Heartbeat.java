package dev.trm.jobs.worker;

import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.Priority;
import dev.trm.jobs.faults.FaultPoint;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.StoreException;
import dev.trm.jobs.store.WorkerBeat;
import dev.trm.jobs.store.WorkerPresence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Renews a worker's leases on its own thread and reports lost claims to the sink. A claim being
 * finished is never reported lost: the outcome's own answer says so. If the database stays out of
 * reach for {@link WorkerConfig#giveUp()}, the worker stops the work on all its claims and releases
 * them once the database answers.
 */
final class Heartbeat implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final Logger LOG = Logger.getLogger(Heartbeat.class);

  private final String worker;
  private final JobKind kind;
  private final int capacity;
  private final JobSink sink;
  private final JobStore jobs;
  private final WorkerConfig config;
  private final Map<JobId, Claim> active = new ConcurrentHashMap<>();
  private final Set<JobId> finishing = ConcurrentHashMap.newKeySet();
  private final Supplier<Set<Priority>> joined;
  private final Semaphore wakes = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean beatWanted;
  private volatile boolean drained;
  private volatile boolean stopping;
  private final WorkerPresence presence;

  /** Claims that were given up and are not released yet. */
  private final List<Claim> givenUp = new ArrayList<>();

  private boolean registered;

  /** When the database last answered, by nanoTime. */
  private long answered = System.nanoTime();

  /**
   * Others take a worker for silent after 2 s without a heartbeat, whatever its own settings say.
   *
   * @throws IllegalArgumentException naming the setting and its value
   */
  static void check(WorkerConfig config) {
    Duration heartbeat = config.heartbeat();
    if (heartbeat.isNegative() || heartbeat.isZero() || heartbeat.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "trm.worker.heartbeat is " + heartbeat + "; it must be more than 0 and at most 2 s");
    }
    if (config.lease().compareTo(heartbeat.multipliedBy(2)) < 0) {
      throw new IllegalArgumentException(
          "trm.worker.lease is "
              + config.lease()
              + "; it must be at least twice trm.worker.heartbeat, which is "
              + heartbeat);
    }
  }

  /**
   * @param joined the priorities whose jobs the worker can be given
   */
  Heartbeat(
      String worker,
      JobKind kind,
      int capacity,
      JobSink sink,
      JobStore jobs,
      WorkerConfig config,
      Supplier<Set<Priority>> joined) {
    this.worker = worker;
    this.kind = kind;
    this.capacity = capacity;
    this.sink = sink;
    this.jobs = jobs;
    this.config = config;
    this.joined = joined;
    this.presence = jobs.presence(worker);
    this.thread = new Thread(this::run, "trm-heartbeat-" + kind.wire());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void keep(List<Claim> claims) {
    claims.forEach(claim -> active.put(claim.id(), claim));
  }

  JobKind kind() {
    return kind;
  }

  /** Whether an operator wants nothing new to be taken. */
  boolean drained() {
    return drained;
  }

  /** Tells, from the next beat on, that the worker takes nothing new. */
  void stopping() {
    stopping = true;
  }

  /** Tells at once what the next beat would tell. */
  void beatSoon() {
    beatWanted = true;
    wakes.release();
  }

  /** Whether jobs are held whose outcome is not recorded yet. */
  boolean holdsJobs() {
    return !active.isEmpty();
  }

  /** Whether jobs are held that must be run apart from others. */
  boolean holdsSuspects() {
    return active.values().stream().anyMatch(claim -> claim.job().suspectGroup() != null);
  }

  Set<JobId> finish(List<? extends Outcome> outcomes) {
    if (outcomes.isEmpty()) {
      return Set.of();
    }
    List<JobId> ids = outcomes.stream().map(outcome -> outcome.claim().id()).toList();
    finishing.addAll(ids);
    try {
      FaultPoint.BEFORE_OUTCOME.reached();
      Set<JobId> recorded = jobs.finish(outcomes);
      FaultPoint.OUTCOME_COMMITTED.reached();
      outcomes.forEach(outcome -> active.remove(outcome.claim().id(), outcome.claim()));
      return recorded;
    } finally {
      ids.forEach(finishing::remove);
    }
  }

  /** Ends the beat and takes the worker off the list; the leases left lapse. */
  @Override
  public void close() {
    closed = true;
    wakes.release();
    try {
      thread.join();
      jobs.farewell(worker);
      presence.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (StoreException e) {
      LOG.warnf(
          "worker %s could not say farewell, it is forgotten soon: %s", worker, e.getMessage());
    }
  }

  private void run() {
    long nextBeat = System.nanoTime();
    try {
      do {
        wakes.drainPermits();
        boolean beat = beatWanted || System.nanoTime() - nextBeat >= 0;
        if (beat) {
          beatWanted = false;
          nextBeat = System.nanoTime() + config.heartbeat().toNanos();
        }
        if (!round(beat)) {
          nextBeat = System.nanoTime() + config.check().toNanos();
        }
        if (!closed) {
          wakes.tryAcquire(pause(nextBeat).toMillis(), TimeUnit.MILLISECONDS);
        }
      } while (!closed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration pause(long nextBeat) {
    long left = Math.max(1_000_000, nextBeat - System.nanoTime());
    return Duration.ofNanos(active.isEmpty() ? left : Math.min(left, config.check().toNanos()));
  }

  private void beat() {
    if (!registered) {
      // What a predecessor of the same name was told to do is not meant for this one.
      jobs.farewell(worker);
      registered = true;
    }
    if (config.session()) {
      presence.keep();
    }
    int free = Math.min(capacity, Math.max(0, sink.free()));
    boolean wanted =
        jobs.heartbeat(
            new WorkerBeat(worker, kind, capacity, free, stopping, config.session(), joined.get()));
    if (wanted != drained) {
      LOG.infof("worker %s %s", worker, wanted ? "is drained, takes nothing new" : "takes again");
      drained = wanted;
    }
  }

  /** False if the database could not be asked; a living worker should say so soon. */
  private boolean round(boolean beat) {
    try {
      Collection<Claim> claims = List.copyOf(active.values());
      if (beat) {
        beat();
        releaseGivenUp();
        answered = System.nanoTime();
      }
      if (claims.isEmpty()) {
        return true;
      }
      Set<JobId> held = beat ? jobs.renew(worker, claims, config.lease()) : jobs.held(claims);
      for (Claim claim : claims) {
        boolean lost = !held.contains(claim.id()) && !finishing.contains(claim.id());
        if (lost && active.remove(claim.id(), claim)) {
          LOG.infof("job %s is no longer ours, its work stops", claim.id());
          sink.lost(claim);
        }
      }
      return true;
    } catch (StoreException e) {
      LOG.warnf("heartbeat cannot reach the database, tries again: %s", e.getMessage());
      if (System.nanoTime() - answered > config.giveUp().toNanos()) {
        giveUp();
      }
      return false;
    } catch (RuntimeException e) {
      LOG.error("heartbeat failed, tries again", e);
      return true;
    }
  }

  /** By now another worker has these jobs, or can have them as soon as the database is back. */
  private void giveUp() {
    for (Claim claim : List.copyOf(active.values())) {
      if (!finishing.contains(claim.id()) && active.remove(claim.id(), claim)) {
        LOG.warnf(
            "job %s is given up, the database has not answered for %s",
            claim.id(), config.giveUp());
        givenUp.add(claim);
        sink.lost(claim);
      }
    }
  }

  /**
   * The work was stopped here, so its jobs are no suspects; those rescued meanwhile stay as are.
   */
  private void releaseGivenUp() {
    if (givenUp.isEmpty()) {
      return;
    }
    String reason = "worker " + worker + " could not reach the database for " + config.giveUp();
    jobs.finish(givenUp.stream().map(claim -> new Outcome.Released(claim, reason)).toList());
    givenUp.clear();
  }
}
