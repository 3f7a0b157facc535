package dev.trm.trainer;

import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.relay.PeriodicTask;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.StoreException;
import dev.trm.jobs.worker.JobSink;
import dev.trm.jobs.worker.WorkerIntake;
import dev.trm.jobs.worker.WorkerIntakes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A worker that takes jobs of one kind and runs them one after another on its own thread. */
final class JobLine implements JobSink {
  private static final Logger LOG = Logger.getLogger(JobLine.class);
  private static final long LOOK_MILLIS = 500;

  private final JobKind kind;
  private final Function<Claim, HeldJob> work;
  private final BlockingQueue<Claim> accepted = new LinkedBlockingQueue<>();
  private final Thread thread;
  private final PeriodicTask stopWishes;
  private final AtomicInteger held = new AtomicInteger();
  private volatile @Nullable HeldJob present;
  private volatile @Nullable WorkerIntake intake;
  private volatile boolean stopped;

  /**
   * @param name of its thread
   * @param work creates the job of a claim; if it throws, the job fails
   */
  JobLine(JobKind kind, String name, Function<Claim, HeldJob> work) {
    this.kind = kind;
    this.work = work;
    this.thread = new Thread(this::work, name);
    this.stopWishes =
        new PeriodicTask(name + "-stops", Duration.ofMillis(LOOK_MILLIS), this::lookForStop);
  }

  void start(WorkerIntakes intakes) {
    intake = intakes.open(kind, 1, this);
    thread.start();
    stopWishes.start();
  }

  /** Takes no more jobs, and stops and releases the current one. */
  void stopTaking() {
    WorkerIntake open = intake;
    if (open == null) {
      return;
    }
    stopped = true;
    open.stopTaking();
    HeldJob running = present;
    if (running != null) {
      running.release("the worker stops");
    }
  }

  /** Waits for the current job after {@link #stopTaking}. */
  void close() throws InterruptedException {
    WorkerIntake open = intake;
    if (open == null) {
      return;
    }
    thread.join();
    stopWishes.close();
    open.close();
  }

  private void lookForStop() {
    HeldJob running = present;
    if (running != null) {
      running.lookForStop();
    }
  }

  /** Whether the worker takes jobs. */
  boolean running() {
    return intake != null && thread.isAlive();
  }

  @Override
  public void accepted(Claim claim) {
    held.incrementAndGet();
    accepted.add(claim);
  }

  @Override
  public void lost(Claim claim) {
    if (accepted.remove(claim)) {
      held.decrementAndGet();
    }
    HeldJob running = present;
    if (running != null && running.claim().equals(claim)) {
      running.lose();
    }
  }

  @Override
  public int free() {
    return Math.max(0, 1 - held.get());
  }

  private void work() {
    try {
      while (!stopped || !accepted.isEmpty()) {
        Claim next = accepted.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null) {
          carryOut(next);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void carryOut(Claim claim) throws InterruptedException {
    try {
      HeldJob job = work.apply(claim);
      present = job;
      if (stopped) {
        job.release("the worker stops");
      }
      LOG.infof("%s begins (try %d)", named(claim), claim.job().attempts());
      Outcome outcome = job.run().orElse(null);
      if (outcome != null) {
        record(outcome);
      }
    } catch (RuntimeException | Error e) {
      // The thread must survive, and the job must end: without an outcome its lease would be
      // renewed forever.
      LOG.errorf(e, "%s broke off", named(claim));
      FailureCode code =
          e instanceof OutOfMemoryError ? FailureCode.OUT_OF_MEMORY : FailureCode.INTERNAL;
      record(new Outcome.Failed(claim, new Failure(code, e.toString())));
    } finally {
      present = null;
      held.decrementAndGet();
      WorkerIntake open = intake;
      if (open != null) {
        open.roomFreed();
      }
    }
  }

  /**
   * Retries until the database accepts the outcome or the claim is lost, because a finished run is
   * valuable.
   */
  private void record(Outcome outcome) throws InterruptedException {
    WorkerIntake open = intake;
    while (open != null) {
      try {
        boolean recorded = !open.finish(List.of(outcome)).isEmpty();
        LOG.infof(
            "%s ended: %s%s",
            named(outcome.claim()),
            outcome.getClass().getSimpleName(),
            recorded ? "" : ", but the job is no longer ours");
        return;
      } catch (StoreException e) {
        LOG.warnf(
            "outcome of %s waits for the database: %s", named(outcome.claim()), e.getMessage());
        if (stopped) {
          return;
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }

  private String named(Claim claim) {
    return kind.wire() + " job " + claim.id();
  }
}
