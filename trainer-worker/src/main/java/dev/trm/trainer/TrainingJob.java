package dev.trm.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.events.JobEvent;
import dev.trm.jobs.events.JobEvents;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.MetricPoint;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.RunSamples;
import dev.trm.jobs.store.RunStore;
import dev.trm.jobs.store.StopWish;
import dev.trm.jobs.store.StoreException;
import dev.trm.jobs.sweep.Measured;
import dev.trm.model.Compute;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A claimed training job: runs its session, stores the session's points, checkpoints and events,
 * and returns the outcome. A retry resumes from the newest checkpoint of earlier attempts.
 */
final class TrainingJob implements HeldJob, TrainingLog {
  private static final Logger LOG = Logger.getLogger(TrainingJob.class);

  /**
   * The maximum number of points kept while the database is unavailable; older ones are dropped.
   */
  private static final int MOST_PENDING = 10_000;

  private final Claim claim;
  private final TrainSpec spec;
  private final TrainerConfig config;
  private final Compute compute;
  private final JobStore jobs;
  private final RunStore runs;
  private final CheckpointStore checkpoints;
  private final JobEvents events;
  private final Promotion promotion;
  private final DataLoader data;
  private final Clock clock;
  private final CheckpointKeeper keeper;
  private final List<MetricPoint> pending = new ArrayList<>();
  private final Map<String, Double> latest = new LinkedHashMap<>();
  private @Nullable TrainingPlan plan;
  private String startedFrom = "";
  private long step;
  private volatile @Nullable String stopReason;
  private volatile @Nullable String stoppedBy;
  private volatile boolean lost;

  TrainingJob(
      Claim claim,
      TrainerConfig config,
      JobStore jobs,
      RunStore runs,
      CheckpointStore checkpoints,
      JobEvents events,
      Promotion promotion,
      DataLoader data,
      Clock clock) {
    this.claim = claim;
    this.spec = claim.job().trainSpec();
    this.config = config;
    this.compute = config.compute();
    this.jobs = jobs;
    this.runs = runs;
    this.checkpoints = checkpoints;
    this.events = events;
    this.promotion = promotion;
    this.data = data;
    this.clock = clock;
    this.keeper =
        new CheckpointKeeper(claim, spec, runs, checkpoints, config.keep(), clock, this::lose);
  }

  @Override
  public Claim claim() {
    return claim;
  }

  @Override
  public void lose() {
    lost = true;
    stopReason = "the job is no longer this worker's";
  }

  @Override
  public void release(String reason) {
    stopReason = reason;
  }

  /**
   * Checks whether a stop of this run was requested; if so, the run ends within a step and is not
   * retried.
   */
  @Override
  public void lookForStop() {
    if (stoppedBy == null) {
      stoppedBy = runs.stopWish(claim.id()).map(StopWish::actor).orElse(null);
    }
  }

  @Override
  public Optional<Outcome> run() {
    try (keeper) {
      lookForStop();
      Optional<TrainingSession.Trained> trained = train();
      return trained.isPresent() ? finish(trained.get()) : stopped();
    } catch (TrainingDivergedException
        | UnreadableCheckpointException
        | UnavailableDataException
        | IOException e) {
      return failed(FailedWith.code(e), e);
    } catch (RuntimeException e) {
      FailureCode code = FailedWith.code(e);
      if (code == FailureCode.INTERNAL) {
        LOG.errorf(e, "training %s failed", claim.id());
      }
      return failed(code, e);
    }
  }

  private Optional<TrainingSession.Trained> train()
      throws TrainingDivergedException, UnreadableCheckpointException, UnavailableDataException {
    TrainingPlan made = TrainingPlan.of(spec, data.load(spec.dataset()));
    plan = made;
    TrainingSession session =
        new TrainingSession(
            made,
            spec.evaluateEvery(),
            config.checkpointEvery(),
            compute,
            this,
            this::stops,
            System::nanoTime);
    return session.run(start());
  }

  /** Called when the data are loaded. */
  private TrainingPlan plan() {
    return Objects.requireNonNull(plan, "the data are not there yet");
  }

  private boolean stops() {
    return stopReason != null || stoppedBy != null || overdue();
  }

  private boolean overdue() {
    Instant deadline = claim.job().deadline();
    return deadline != null && clock.instant().isAfter(deadline);
  }

  private Optional<Outcome> stopped() {
    if (lost) {
      return Optional.empty();
    }
    String actor = stoppedBy;
    if (actor != null) {
      return Optional.of(new Outcome.Cancelled(claim, stoppedBy(actor)));
    }
    String reason = stopReason;
    if (reason != null) {
      return Optional.of(new Outcome.Released(claim, reason));
    }
    Failure failure =
        new Failure(
            FailureCode.DEADLINE,
            "the deadline " + claim.job().deadline() + " passed; checkpoints are kept");
    return Optional.of(new Outcome.Failed(claim, failure));
  }

  private String stoppedBy(String actor) {
    String kept =
        keeper
            .last()
            .map(row -> "checkpoint " + row.id() + " is of step " + row.step())
            .orElse("no checkpoint of this try was kept");
    return "stopped by "
        + actor
        + "; "
        + kept
        + keeper.failure().map(" ("::concat).map(text -> text + ")").orElse("");
  }

  private Optional<Outcome> failed(FailureCode code, Exception e) {
    LOG.warnf("training %s failed with %s: %s", claim.id(), code, e.getMessage());
    return lost
        ? Optional.empty()
        : Optional.of(new Outcome.Failed(claim, new Failure(code, String.valueOf(e.getMessage()))));
  }

  /** The checkpoint to start from: an earlier attempt's, else the specification's, else none. */
  private @Nullable Path start() throws UnreadableCheckpointException {
    for (CheckpointRow left : runs.checkpoints(claim.id())) {
      if (left.full()) {
        try {
          Path file = checkpoints.get(left.id());
          startedFrom = left.id();
          return file;
        } catch (IOException e) {
          LOG.warnf("training %s tries an older checkpoint: %s", claim.id(), e.getMessage());
        }
      }
    }
    String named = spec.resumeFrom();
    if (named == null) {
      return null;
    }
    try {
      startedFrom = named;
      return checkpoints.get(named);
    } catch (IOException e) {
      throw new UnreadableCheckpointException("resumeFrom: " + e.getMessage(), e);
    }
  }

  @Override
  public void data(String sha256, long training, int heldOut) {
    LOG.infof(
        "training %s has %d examples to train on and %d held out", claim.id(), training, heldOut);
  }

  @Override
  public void resumed(long step, List<String> differences) {
    if (differences.isEmpty()) {
      LOG.infof("training %s goes on from step %d", claim.id(), step);
    } else {
      LOG.warnf(
          "training %s goes on from step %d, but will not end in the same bits as one that ran"
              + " through: %s",
          claim.id(), step, String.join(", ", differences));
    }
    if (!runs.resumed(claim, step, startedFrom, differences)) {
      lose();
    }
  }

  @Override
  public void measured(long step, Map<String, Double> values) {
    values.forEach((name, value) -> pending.add(new MetricPoint(step, name, value)));
    latest.putAll(values);
    this.step = step;
    JsonNode data = progress();
    boolean kept = deliver();
    if (kept) {
      showProgress(data);
    } else if (lost) {
      // Clients do not receive points that the database rejected.
      return;
    }
    events.tell(
        new JobEvent(
            claim.id(),
            JobEvent.idOfStep(claim.job(), step),
            JobEvent.METRICS,
            clock.instant(),
            data));
  }

  @Override
  public void evaluated(long step, Evaluation evaluation) {
    if (lost) {
      return;
    }
    try {
      RunSamples samples = new RunSamples(evaluation.kind(), step, evaluation.samples());
      if (!runs.samples(claim, samples)) {
        lose();
      }
    } catch (StoreException e) {
      // They are for display only; the next evaluation replaces them.
      LOG.warnf(
          "samples of %s at step %d are left out, the next evaluation's follow: %s",
          claim.id(), step, e.getMessage());
    }
  }

  private JsonNode progress() {
    Map<String, Object> progress = new LinkedHashMap<>();
    progress.put("step", step);
    progress.put("steps", spec.training().steps());
    progress.putAll(latest);
    keeper.last().ifPresent(row -> progress.put("checkpointStep", row.step()));
    keeper.failure().ifPresent(why -> progress.put("checkpointFailure", why));
    return JobJson.tree(progress);
  }

  /** Whether the database has all points; the others are retried with the next ones. */
  private boolean deliver() {
    try {
      if (!runs.metrics(claim, pending)) {
        lose();
        return false;
      }
      pending.clear();
      return true;
    } catch (StoreException e) {
      LOG.warnf("metrics of %s wait for the database: %s", claim.id(), e.getMessage());
      if (pending.size() > MOST_PENDING) {
        pending.subList(0, pending.size() - MOST_PENDING).clear();
      }
      return false;
    }
  }

  private void showProgress(JsonNode data) {
    try {
      if (!jobs.progress(claim, data)) {
        lose();
      }
    } catch (StoreException e) {
      LOG.warnf("progress of %s waits for the database: %s", claim.id(), e.getMessage());
    }
  }

  @Override
  public boolean takesCheckpoint() {
    return keeper.idle();
  }

  @Override
  public void checkpoint(Snapshot snapshot) {
    // A resumed run does not measure the steps before the checkpoint again.
    if (!lost && !pending.isEmpty() && !deliver() && !lost) {
      LOG.warnf(
          "checkpoint of %s at step %d is left out: the database does not take its metrics",
          claim.id(), snapshot.step());
      return;
    }
    keeper.keep(snapshot, plan().data());
  }

  @Override
  public void settle() {
    keeper.settle();
  }

  private Optional<Outcome> finish(TrainingSession.Trained trained) throws IOException {
    StoppedEarly early = trained.stoppedEarly();
    if (early != null) {
      LOG.infof(
          "training %s stopped early at step %d: %s", claim.id(), early.step(), early.message());
    }
    // The curve's last point is for the last step's weights; other weights appear only in the
    // result.
    if (trained.weightsStep() == trained.steps()) {
      measured(trained.steps(), TrainingSession.figures(trained.evaluation()));
    }
    evaluated(trained.weightsStep(), trained.evaluation());
    CheckpointRow weights = keeper.keepWeights(trained).orElse(null);
    if (lost || weights == null) {
      return Optional.empty();
    }
    JsonNode report = trained.evaluation().report();
    Promotion.Decision decision =
        promotion.decide(spec, claim, weights.id(), trained, report, this::stops).orElse(null);
    if (decision == null) {
      if (!stops()) {
        lose();
      }
      return stopped();
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("model", decision.version().reference());
    result.put("checkpoint", weights.id());
    result.put("steps", trained.steps());
    if (trained.weightsStep() != trained.steps()) {
      result.put("weightsStep", trained.weightsStep());
    }
    if (early != null) {
      result.put(
          "stoppedEarly",
          Map.of(
              "reason", early.reason().wire(),
              "step", early.step(),
              "weightsStep", early.weightsStep(),
              "message", early.message()));
    }
    result.put("dataSha256", plan().data().sha256());
    result.put("promoted", decision.promoted());
    result.put("promotion", decision.reason());
    result.put("gate", decision.gate());
    result.put("evaluation", report);
    Contest.Compared compared = decision.compared();
    if (compared != null) {
      result.put(
          "champion",
          Map.of(
              "model",
              compared.champion().reference(),
              "evaluation",
              compared.evaluation().report()));
    }
    if (decision.measured() != null) {
      result.put(Measured.FIELD, decision.measured());
    }
    String note = null;
    if (!trained.differences().isEmpty()) {
      result.put("notBitIdentical", trained.differences());
      note = "resumed not bit-identical: " + String.join("; ", trained.differences());
    }
    return Optional.of(new Outcome.Succeeded(claim, JobJson.tree(result), List.of(), note));
  }
}
