package dev.trm.trainer;

import dev.trm.jobs.JobKind;
import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.events.JobEvents;
import dev.trm.jobs.store.Datasets;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.RunStore;
import dev.trm.jobs.store.Sweeps;
import dev.trm.jobs.store.VoteTables;
import dev.trm.jobs.worker.WorkerIntakes;
import dev.trm.model.torch.KernelProof;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Runs the trainer's two workers: one for trainings and one for adaptations to unseen tasks, which
 * would otherwise wait for hours behind a training. Each runs one job at a time.
 */
@ApplicationScoped
class TrainerService {
  private static final Logger LOG = Logger.getLogger(TrainerService.class);

  private final TrainerConfig config;
  private final WorkerIntakes intakes;
  private final List<JobLine> lines;

  @Inject
  TrainerService(
      TrainerConfig config,
      WorkerIntakes intakes,
      JobStore jobs,
      RunStore runs,
      ModelRegistry registry,
      Sweeps sweeps,
      CheckpointStore checkpoints,
      Datasets datasets,
      VoteTables votes,
      JobEvents events,
      MeterRegistry meters,
      Clock clock) {
    this.config = config;
    this.intakes = intakes;
    Gauge.builder("trm.kernels.replaced", KernelProof::replaced)
        .description("Kernels that deviate on this machine and were replaced by plain operations")
        .register(meters);
    DataLoader data = new DataLoader(datasets::open);
    Promotion promotion = new Promotion(registry, sweeps, new Contest(runs, checkpoints, data));
    JobLine trainings =
        new JobLine(
            JobKind.TRAIN,
            "trm-trainer",
            claim ->
                new TrainingJob(
                    claim, config, jobs, runs, checkpoints, events, promotion, data, clock));
    CheckpointFiles files = new CheckpointFiles(checkpoints, runs, clock);
    BaseModels models = new BaseModels(registry, checkpoints);
    JobLine adaptations =
        new JobLine(
            JobKind.ADAPT,
            "trm-adapter",
            claim ->
                new AdaptJob(
                    claim, config.compute(), jobs, runs, models, files, votes, events, clock));
    this.lines = config.adapts() ? List.of(trainings, adaptations) : List.of(trainings);
  }

  void start(@Observes StartupEvent event) {
    if (config.enabled()) {
      LOG.infof("runs compute as configured: %s", config.compute());
      lines.forEach(line -> line.start(intakes));
    }
  }

  /** Releases the current jobs, a training with a checkpoint of its last step. */
  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    lines.forEach(JobLine::stopTaking);
    for (JobLine line : lines) {
      line.close();
    }
  }

  /** Whether the workers take jobs, for the readiness check. */
  boolean running() {
    return lines.stream().allMatch(JobLine::running);
  }
}
