package dev.trm.trainer;

import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.events.JobEvents;
import dev.trm.jobs.relay.PeriodicTask;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.Datasets;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.RunStore;
import dev.trm.jobs.store.StoreException;
import dev.trm.jobs.worker.JobSink;
import dev.trm.jobs.worker.WorkerIntake;
import dev.trm.jobs.worker.WorkerIntakes;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes training jobs and runs them one after the other on a thread of its own. */
@ApplicationScoped
class TrainerService implements JobSink {
  private static final Logger LOG = Logger.getLogger(TrainerService.class);
  private static final long LOOK_MILLIS = 500;

  private final TrainerConfig config;
  private final WorkerIntakes intakes;
  private final JobStore jobs;
  private final RunStore runs;
  private final CheckpointStore checkpoints;
  private final JobEvents events;
  private final Promotion promotion;
  private final DataLoader data;
  private final Clock clock = Clock.systemUTC();
  private final BlockingQueue<TrainingJob> accepted = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::work, "trm-trainer");
  private final PeriodicTask stopWishes =
      new PeriodicTask("trainer-stops", Duration.ofMillis(LOOK_MILLIS), this::lookForStop);
  private final AtomicInteger held = new AtomicInteger();
  private volatile @Nullable TrainingJob present;
  private volatile @Nullable WorkerIntake intake;
  private volatile boolean stopped;

  @Inject
  TrainerService(
      TrainerConfig config,
      WorkerIntakes intakes,
      JobStore jobs,
      RunStore runs,
      ModelRegistry registry,
      CheckpointStore checkpoints,
      Datasets datasets,
      JobEvents events) {
    this.config = config;
    this.intakes = intakes;
    this.jobs = jobs;
    this.runs = runs;
    this.checkpoints = checkpoints;
    this.events = events;
    this.promotion = new Promotion(registry, new Contest(runs, checkpoints));
    this.data = new DataLoader(datasets::open);
  }

  void start(@Observes StartupEvent event) {
    if (config.enabled()) {
      LOG.infof("runs compute as configured: %s", config.compute());
      intake = intakes.open(JobKind.TRAIN, 1, this);
      thread.start();
      stopWishes.start();
    }
  }

  /** Gives the present job back, with a checkpoint of where it stopped. */
  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    WorkerIntake open = intake;
    if (open == null) {
      return;
    }
    stopped = true;
    open.stopTaking();
    TrainingJob running = present;
    if (running != null) {
      running.release("the worker stops");
    }
    thread.join();
    stopWishes.close();
    open.close();
  }

  private void lookForStop() {
    TrainingJob running = present;
    if (running != null) {
      running.lookForStop();
    }
  }

  /** Whether jobs are taken; readiness asks. */
  boolean running() {
    return intake != null && thread.isAlive();
  }

  @Override
  public void accepted(Claim claim) {
    held.incrementAndGet();
    accepted.add(
        new TrainingJob(claim, config, jobs, runs, checkpoints, events, promotion, data, clock));
  }

  @Override
  public void lost(Claim claim) {
    if (accepted.removeIf(waiting -> waiting.claim().equals(claim))) {
      held.decrementAndGet();
    }
    TrainingJob running = present;
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
        TrainingJob next = accepted.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null) {
          carryOut(next);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void carryOut(TrainingJob job) throws InterruptedException {
    present = job;
    try {
      if (stopped) {
        job.release("the worker stops");
      }
      LOG.infof("training %s begins (try %d)", job.claim().id(), job.claim().job().attempts());
      Outcome outcome = job.run().orElse(null);
      if (outcome != null) {
        record(outcome);
      }
    } catch (Error e) {
      // The thread must live on, and the job must end: its lease is renewed as long as it has none.
      LOG.errorf(e, "training %s broke off", job.claim().id());
      FailureCode code =
          e instanceof OutOfMemoryError ? FailureCode.OUT_OF_MEMORY : FailureCode.INTERNAL;
      record(new Outcome.Failed(job.claim(), new Failure(code, e.toString())));
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
   * Repeats until the database takes it or the job is lost: a finished run is worth waiting for.
   */
  private void record(Outcome outcome) throws InterruptedException {
    WorkerIntake open = intake;
    while (open != null) {
      try {
        boolean recorded = !open.finish(List.of(outcome)).isEmpty();
        LOG.infof(
            "training %s ended: %s%s",
            outcome.claim().id(),
            outcome.getClass().getSimpleName(),
            recorded ? "" : ", but the job is no longer ours");
        return;
      } catch (StoreException e) {
        LOG.warnf("outcome of %s waits for the database: %s", outcome.claim().id(), e.getMessage());
        if (stopped) {
          return;
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }
}
