package dev.trm.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.audit.Sha256;
import dev.trm.jobs.AdaptResult;
import dev.trm.jobs.AdaptSpec;
import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.VoteTable;
import dev.trm.jobs.events.JobEvent;
import dev.trm.jobs.events.JobEvents;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.MetricPoint;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.RunStore;
import dev.trm.jobs.store.StoreException;
import dev.trm.jobs.store.VoteTables;
import dev.trm.model.Compute;
import dev.trm.puzzles.arc.ArcSubmission;
import dev.trm.puzzles.arc.ArcTask;
import dev.trm.puzzles.arc.ArcTasks;
import dev.trm.puzzles.arc.ArcVote;
import dev.trm.puzzles.grid.Grid;
import dev.trm.puzzles.grid.GridLayout;
import java.io.IOException;
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
 * A claimed adaptation to an unseen task: runs it, stores the votes, and returns the outcome. A
 * retry starts from the beginning and gives the same result.
 */
final class AdaptJob implements HeldJob {
  private static final Logger LOG = Logger.getLogger(AdaptJob.class);

  private final Claim claim;
  private final Compute compute;
  private final JobStore jobs;
  private final RunStore runs;
  private final BaseModels models;
  private final CheckpointFiles files;
  private final VoteTables votes;
  private final JobEvents events;
  private final Clock clock;
  private volatile @Nullable String stopReason;
  private volatile boolean lost;

  AdaptJob(
      Claim claim,
      Compute compute,
      JobStore jobs,
      RunStore runs,
      BaseModels models,
      CheckpointFiles files,
      VoteTables votes,
      JobEvents events,
      Clock clock) {
    this.claim = claim;
    this.compute = compute;
    this.jobs = jobs;
    this.runs = runs;
    this.models = models;
    this.files = files;
    this.votes = votes;
    this.events = events;
    this.clock = clock;
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

  @Override
  public Optional<Outcome> run() {
    try {
      AdaptSpec spec = claim.job().adaptSpec();
      BaseModels.BaseModel base = models.find(spec.model()).orElse(null);
      if (base == null) {
        return failed(
            FailureCode.MODEL_NOT_FOUND,
            "model is '" + spec.model() + "'; there is no such model, version or alias");
      }
      GridLayout canvas = Adaptation.canvas(base.weights().config()).orElse(null);
      if (canvas == null) {
        return failed(
            FailureCode.MODEL_MISMATCH,
            "model is '"
                + base.version().reference()
                + "', which is not one of ARC tasks: they have a vocabulary of 12, a square board"
                + " of up to 30 by 30 and a puzzle embedding");
      }
      return run(spec, base, canvas);
    } catch (IOException | TrainingDivergedException | UnreadableCheckpointException e) {
      return failed(FailedWith.code(e), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      FailureCode code = FailedWith.code(e);
      if (code == FailureCode.INTERNAL) {
        LOG.errorf(e, "adaptation %s failed", claim.id());
      }
      return failed(code, String.valueOf(e.getMessage()));
    }
  }

  private Optional<Outcome> run(AdaptSpec spec, BaseModels.BaseModel base, GridLayout canvas)
      throws IOException, TrainingDivergedException {
    ArcTask task = ArcTasks.task("", spec.task());
    Adaptation adaptation =
        new Adaptation(
            base.weights(),
            spec,
            task,
            compute,
            new Progress(spec.training().steps()),
            this::stops);
    Adaptation.Adapted adapted = adaptation.run().orElse(null);
    if (adapted == null) {
      return stopped();
    }
    String kept = null;
    if (spec.keep()) {
      CheckpointRow row = keep(spec, base, canvas, adapted).orElse(null);
      if (row == null) {
        return Optional.empty();
      }
      kept = row.id();
    }
    int forms = adaptation.forms();
    String table =
        JobJson.write(
            new VoteTable(adapted.votes().stream().map(vote -> table(vote, forms)).toList()));
    if (!votes.keep(claim, table)) {
      return Optional.empty();
    }
    List<AdaptResult.Test> tests = new ArrayList<>();
    for (int i = 0; i < adapted.votes().size(); i++) {
      tests.add(test(adapted.votes().get(i), task.test().get(i)));
    }
    AdaptResult result =
        new AdaptResult(
            base.version().reference(),
            base.version().checkpointId(),
            kept,
            canvas.shape(),
            forms,
            spec.training().steps(),
            adapted.loss(),
            tests,
            (int) tests.stream().filter(test -> test.right() != null).count(),
            (int) tests.stream().filter(AdaptJob::hit).count(),
            Sha256.hex(table),
            adapted.facts());
    return Optional.of(new Outcome.Succeeded(claim, JobJson.tree(result), List.of()));
  }

  private Optional<CheckpointRow> keep(
      AdaptSpec spec, BaseModels.BaseModel base, GridLayout canvas, Adaptation.Adapted adapted)
      throws IOException {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("adaptedFrom", base.version().reference());
    manifest.put("parent", base.version().checkpointId());
    manifest.put("run", claim.id().toString());
    manifest.put("step", spec.training().steps());
    manifest.put("puzzle", Map.of("kind", "arc", "shape", canvas.shape()));
    manifest.put("task", spec.name());
    manifest.put("augmentations", spec.augmentations());
    manifest.put("training", spec.training());
    manifest.put("compute", adapted.facts());
    manifest.put("config", adapted.weights().config());
    return files.keep(
        claim, spec.training().steps(), false, adapted.weights()::write, JobJson.tree(manifest));
  }

  private static VoteTable.Test table(ArcVote vote, int forms) {
    List<ArcVote.Candidate> ranking = vote.ranking();
    List<VoteTable.Row> rows = new ArrayList<>();
    for (ArcVote.Candidate each :
        ranking.subList(0, Math.min(VoteTable.MOST_ROWS, ranking.size()))) {
      rows.add(
          new VoteTable.Row(
              rows.size() + 1, each.grid().json(), each.votes(), each.haltProbability()));
    }
    return new VoteTable.Test(forms, forms - cast(ranking), ranking.size(), rows);
  }

  private static int cast(List<ArcVote.Candidate> ranking) {
    return ranking.stream().mapToInt(ArcVote.Candidate::votes).sum();
  }

  private static AdaptResult.Test test(ArcVote vote, ArcTask.Test test) {
    ArcSubmission.Attempts attempts = vote.attempts();
    Grid solution = test.solution();
    List<ArcVote.Candidate> ranking = vote.ranking();
    return new AdaptResult.Test(
        List.of(attempts.first().json(), attempts.second().json()),
        solution == null
            ? null
            : List.of(attempts.first().equals(solution), attempts.second().equals(solution)),
        cast(ranking),
        ranking.size());
  }

  private static boolean hit(AdaptResult.Test test) {
    List<Boolean> right = test.right();
    return right != null && right.contains(true);
  }

  private boolean stops() {
    return stopReason != null || overdue();
  }

  private boolean overdue() {
    Instant deadline = claim.job().deadline();
    return deadline != null && clock.instant().isAfter(deadline);
  }

  private Optional<Outcome> stopped() {
    if (lost) {
      return Optional.empty();
    }
    String reason = stopReason;
    return reason != null
        ? Optional.of(new Outcome.Released(claim, reason))
        : failed(
            FailureCode.DEADLINE,
            "the deadline "
                + Objects.requireNonNull(claim.job().deadline())
                + " passed before all had voted");
  }

  private Optional<Outcome> failed(FailureCode code, String message) {
    LOG.warnf("adaptation %s failed with %s: %s", claim.id(), code, message);
    return lost
        ? Optional.empty()
        : Optional.of(new Outcome.Failed(claim, new Failure(code, message)));
  }

  /**
   * Records the progress. Steps after the last one of the fine-tuning are votes. Points that the
   * database does not take are dropped, because nothing else depends on them.
   */
  private final class Progress implements Adaptation.Listener {
    private final long steps;

    Progress(long steps) {
      this.steps = steps;
    }

    @Override
    public void trained(long step, double loss) {
      Map<String, Object> progress = new LinkedHashMap<>();
      progress.put("phase", "training");
      progress.put("step", step);
      progress.put("steps", steps);
      progress.put("loss", loss);
      tell(new MetricPoint(step, "loss", loss), progress);
    }

    @Override
    public void voted(int cast, int all) {
      Map<String, Object> progress = new LinkedHashMap<>();
      progress.put("phase", "voting");
      progress.put("step", steps);
      progress.put("steps", steps);
      progress.put("votes", cast);
      progress.put("allVotes", all);
      tell(new MetricPoint(steps + cast, "votes", cast), progress);
    }

    private void tell(MetricPoint point, Map<String, Object> progress) {
      JsonNode data = JobJson.tree(progress);
      try {
        if (!runs.metrics(claim, List.of(point)) || !jobs.progress(claim, data)) {
          lose();
          return;
        }
      } catch (StoreException e) {
        LOG.warnf(
            "progress of %s is left out, the database does not take it: %s",
            claim.id(), e.getMessage());
      }
      events.tell(
          new JobEvent(
              claim.id(),
              JobEvent.idOfStep(claim.job(), point.step()),
              JobEvent.METRICS,
              clock.instant(),
              data));
    }
  }
}
