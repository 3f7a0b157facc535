package dev.trm.jobs.checkpoint;

import dev.trm.jobs.relay.PeriodicTask;
import dev.trm.jobs.relay.RelayConfig;
import dev.trm.jobs.store.RunStore;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Sweeps now and then, where jobs are rescued too; several processes may do so at once. */
@ApplicationScoped
class CheckpointSweeping {
  private final PeriodicTask task;
  private final boolean enabled;

  @Inject
  CheckpointSweeping(
      CheckpointStore store, RunStore runs, CheckpointConfig config, RelayConfig relay) {
    CheckpointSweep sweep =
        new CheckpointSweep(
            store,
            runs,
            new CheckpointSweep.Settings(
                config.orphanAge(), config.removalGrace(), config.mostUnknown()));
    this.task = new PeriodicTask("checkpoint-sweep", config.sweepEvery(), sweep::sweep);
    this.enabled = relay.enabled();
  }

  void start(@Observes StartupEvent event) {
    if (enabled) {
      task.start();
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    task.close();
  }
}
