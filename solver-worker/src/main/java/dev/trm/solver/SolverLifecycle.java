package dev.trm.solver;

import dev.trm.jobs.JobKind;
import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.events.JobEvents;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.worker.WorkerIntakes;
import dev.trm.model.Compute;
import dev.trm.solver.replay.Recordings;
import dev.trm.solver.slots.TorchBatches;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Starts and stops the solver with the application. */
@ApplicationScoped
class SolverLifecycle {
  private final SolverConfig config;
  private volatile @Nullable SolverWorker worker;

  @Inject
  SolverLifecycle(SolverConfig config) {
    this.config = config;
  }

  void start(
      @Observes StartupEvent event,
      ModelRegistry registry,
      CheckpointStore checkpoints,
      JobStore jobs,
      JobEvents events,
      WorkerIntakes intakes,
      Clock clock,
      MeterRegistry registryOfMeters) {
    if (!config.enabled()) {
      return;
    }
    Compute compute = Compute.parse(config.device(), config.precision(), config.threads());
    SolverMeters meters = new SolverMeters(registryOfMeters);
    SolverWorker started =
        new SolverWorker(
            config,
            registry,
            checkpoints,
            Recordings.of(jobs),
            events,
            meters.timed(new TorchBatches(compute)),
            meters::recorded,
            clock);
    meters.watch(started);
    started.start(sink -> intakes.open(JobKind.SOLVE, started.capacity(), sink));
    worker = started;
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    SolverWorker running = worker;
    if (running != null) {
      running.stop();
    }
  }

  SolverWorker.Readiness readiness() {
    SolverWorker running = worker;
    if (!config.enabled()) {
      return new SolverWorker.Readiness(true, "switched off");
    }
    return running == null ? new SolverWorker.Readiness(false, "starting") : running.readiness();
  }
}
