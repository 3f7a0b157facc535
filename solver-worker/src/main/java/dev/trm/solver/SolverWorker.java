package dev.trm.solver;

import dev.trm.jobs.Failure;
import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.events.JobEvents;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.worker.JobSink;
import dev.trm.jobs.worker.WorkerIntake;
import dev.trm.solver.claims.HeldClaims;
import dev.trm.solver.claims.OutcomeWriter;
import dev.trm.solver.claims.Preparation;
import dev.trm.solver.claims.SolveReports;
import dev.trm.solver.models.ModelCatalog;
import dev.trm.solver.replay.Recordings;
import dev.trm.solver.slots.ShapeLadder;
import dev.trm.solver.slots.SlotBatches;
import dev.trm.solver.slots.SlotEngine;
import dev.trm.solver.slots.SolveTask;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The solver worker. Claims go through preparation to the replica with the least load; its reports
 * go to the writer of outcomes. The worker takes jobs only after every replica's device has passed
 * its test.
 */
final class SolverWorker implements JobSink {
  private static final Logger LOG = Logger.getLogger(SolverWorker.class);
  private static final int NODES_OF_A_SUDOKU = 81 * 9;
  private static final Duration LAST_WRITES = Duration.ofSeconds(5);

  private final int capacity;
  private final Duration drain;
  private final HeldClaims held = new HeldClaims();
  private final Preparation preparation;
  private final SolveReports reports;
  private final OutcomeWriter outcomes;
  private final List<SlotEngine> engines;
  private volatile Readiness readiness = new Readiness(false, "the device is being tried");
  private @Nullable WorkerIntake intake;
  private OutcomeWriter.@Nullable Running writing;
  private boolean stopped;

  /**
   * @param recordings recorded solves, for replays
   * @param recorded receives each outcome that was recorded
   */
  SolverWorker(
      SolverConfig config,
      ModelRegistry registry,
      CheckpointStore checkpoints,
      Recordings recordings,
      JobEvents events,
      SlotBatches batches,
      Consumer<Outcome> recorded,
      Clock clock) {
    int slots = atLeastOne("slots", config.slots());
    int replicas = atLeastOne("replicas", config.replicas());
    this.capacity = atLeastOne("capacity", config.capacity().orElse(2 * slots * replicas));
    int nodes = atLeastOne("nodes", config.nodes().orElse(slots * NODES_OF_A_SUDOKU));
    this.drain = config.drain();
    this.outcomes = new OutcomeWriter(held, config.storePause(), recorded);
    this.reports = new SolveReports(events, outcomes::add, clock);
    ModelCatalog models =
        new ModelCatalog(registry, checkpoints, config.aliasAge(), config.models(), clock);
    this.preparation =
        new Preparation(models, recordings, held, config.storePause(), this::assign, this::refuse);
    Optional<ShapeLadder> chosen = config.shapes().map(rungs -> ladder(rungs, slots));
    this.engines =
        IntStream.rangeClosed(1, replicas)
            .mapToObj(
                replica ->
                    new SlotEngine(
                        "trm-solver-model-" + replica,
                        batches,
                        () -> chosen.orElseGet(() -> batches.ladder(slots)),
                        config.models(),
                        nodes,
                        held::holds,
                        clock,
                        reports))
            .toList();
  }

  /** The state for health checks. */
  record Readiness(boolean ready, String words) {}

  /**
   * Starts the threads and returns immediately.
   *
   * @param open opens the intake; called when all devices have passed their test
   */
  void start(Function<JobSink, WorkerIntake> open) {
    preparation.start();
    CompletableFuture.allOf(
            engines.stream().map(SlotEngine::start).toArray(CompletableFuture<?>[]::new))
        .thenRun(() -> take(open))
        .exceptionally(
            failure -> {
              Throwable cause = failure.getCause() == null ? failure : failure.getCause();
              readiness = new Readiness(false, String.valueOf(cause.getMessage()));
              LOG.error("no jobs are taken until this process is started again", cause);
              return null;
            });
  }

  Readiness readiness() {
    return readiness;
  }

  /** The number of slots occupied in the last cycles. */
  int busySlots() {
    return engines.stream().mapToInt(SlotEngine::busySlots).sum();
  }

  int capacity() {
    return capacity;
  }

  int heldClaims() {
    return held.size();
  }

  @Override
  public void accepted(Claim claim) {
    held.add(claim);
    preparation.add(claim);
  }

  @Override
  public void lost(Claim claim) {
    held.remove(claim);
  }

  @Override
  public int free() {
    return Math.max(0, capacity - held.size());
  }

  /**
   * Drains the worker: takes no more jobs, lets running solves end within the configured time,
   * releases the rest, and returns when all outcomes are recorded.
   */
  void stop() throws InterruptedException {
    WorkerIntake taking;
    OutcomeWriter.Running recording;
    synchronized (this) {
      stopped = true;
      taking = intake;
      recording = writing;
    }
    readiness = new Readiness(false, "stopping");
    if (taking != null) {
      taking.stopTaking();
    }
    preparation.stop();
    long end = System.nanoTime() + drain.toNanos();
    for (SlotEngine engine : engines) {
      engine.stop(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
    reports.close(LAST_WRITES);
    if (taking != null && recording != null) {
      recording.finish(LAST_WRITES);
      release(taking);
      taking.close();
    }
  }

  private synchronized void take(Function<JobSink, WorkerIntake> open) {
    if (stopped) {
      return;
    }
    WorkerIntake opened = open.apply(this);
    intake = opened;
    writing = outcomes.start(opened);
    readiness = new Readiness(true, "worker " + opened.worker() + " takes jobs");
  }

  /** Releases claims that never reached a slot. */
  private void release(WorkerIntake taking) {
    List<Outcome.Released> rest =
        held.all().stream().map(claim -> new Outcome.Released(claim, "the worker stops")).toList();
    try {
      taking.finish(rest);
    } catch (RuntimeException e) {
      LOG.warnf("%d jobs are not given back, their leases lapse: %s", rest.size(), e.getMessage());
    }
  }

  private void assign(SolveTask task) {
    engines.stream().min(Comparator.comparingInt(SlotEngine::load)).orElseThrow().add(task);
  }

  private void refuse(Claim claim, Failure failure) {
    outcomes.add(new Outcome.Failed(claim, failure));
  }

  private static ShapeLadder ladder(List<Integer> rungs, int slots) {
    for (int rung : rungs) {
      if (rung > slots) {
        throw new IllegalArgumentException(
            "trm.solver.shapes: " + rung + " is more than trm.solver.slots, " + slots);
      }
    }
    return new ShapeLadder(Stream.concat(rungs.stream(), Stream.of(slots)).toList());
  }

  private static int atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("trm.solver." + name + ": " + value + " is less than 1");
    }
    return value;
  }
}
