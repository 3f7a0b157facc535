package dev.trm.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.RunStore;
import dev.trm.jobs.store.StoreException;
import dev.trm.model.SearchPolicy;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.torch.Backend;
import java.io.IOException;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stores one run's checkpoints. Full checkpoints are stored on its own thread, one at a time, so
 * that training need not wait for disks. Of these it keeps the newest, the best on held-out
 * puzzles, and each that a model or a later training uses. Called by the training's thread.
 */
final class CheckpointKeeper implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(CheckpointKeeper.class);

  /**
   * Metadata key for the job's id, which makes the ids of two runs' otherwise equal checkpoints
   * differ, so that each run keeps its own.
   */
  private static final String RUN = "run";

  private static final String ACCURACY = "heldOutAccuracy";

  private final Claim claim;
  private final TrainSpec spec;
  private final RunStore runs;
  private final CheckpointStore store;
  private final int newest;
  private final CheckpointFiles files;
  private final Runnable lost;
  private final ExecutorService thread;
  private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);
  private volatile @Nullable CheckpointRow last;
  private volatile @Nullable String failure;

  /**
   * @param newest number of newest checkpoints to keep
   * @param lost called if the worker has lost the claim
   */
  CheckpointKeeper(
      Claim claim,
      TrainSpec spec,
      RunStore runs,
      CheckpointStore store,
      int newest,
      Clock clock,
      Runnable lost) {
    this.claim = claim;
    this.spec = spec;
    this.runs = runs;
    this.store = store;
    this.newest = newest;
    this.files = new CheckpointFiles(store, runs, clock);
    this.lost = lost;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread made = new Thread(task, "trm-checkpoints");
              made.setDaemon(true);
              return made;
            });
  }

  /** Whether no checkpoint is being stored. */
  boolean idle() {
    return underWay.isDone();
  }

  /** Starts to store a checkpoint, after waiting for the previous one. */
  void keep(TrainingLog.Snapshot snapshot, TrainingData data) {
    settle();
    underWay = CompletableFuture.runAsync(() -> attempt(snapshot, data), thread);
  }

  /** Waits until the checkpoint in progress is stored, or has failed. */
  void settle() {
    try {
      underWay.join();
    } catch (CompletionException e) {
      underWay = CompletableFuture.completedFuture(null);
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }

  /** The last full checkpoint that this attempt stored. */
  Optional<CheckpointRow> last() {
    return Optional.ofNullable(last);
  }

  /** The reason if the last checkpoint failed; empty if it did not. */
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * Stores the weights of the finished run, synchronously.
   *
   * @return empty if the worker has lost the claim; the file is left for the cleanup
   */
  Optional<CheckpointRow> keepWeights(TrainingSession.Trained trained) throws IOException {
    Map<String, Object> manifest = manifest(trained.weightsStep(), trained.data());
    manifest.put("compute", trained.facts());
    manifest.put("config", trained.weights().config());
    SearchPolicy search = trained.weights().search();
    if (search != null) {
      manifest.put(SearchPolicy.METADATA, JobJson.parse(search.json()));
    }
    if (!trained.differences().isEmpty()) {
      manifest.put("notBitIdentical", trained.differences());
    }
    return keep(trained.weightsStep(), false, trained.weights()::write, JobJson.tree(manifest));
  }

  @Override
  public void close() {
    try {
      settle();
    } finally {
      thread.shutdown();
    }
  }

  private void attempt(TrainingLog.Snapshot snapshot, TrainingData data) {
    try {
      Optional<CheckpointRow> kept = keepFull(snapshot, data);
      failure = null;
      if (kept.isPresent()) {
        last = kept.get();
        removeOlder();
      }
    } catch (IOException | StoreException e) {
      failure = "at step " + snapshot.step() + ": " + e.getMessage();
      LOG.warnf(
          "checkpoint of %s at step %d was not kept, training goes on: %s",
          claim.id(), snapshot.step(), e.getMessage());
    } catch (RuntimeException e) {
      failure = "at step " + snapshot.step() + ": " + e;
      LOG.errorf(
          e,
          "checkpoint of %s at step %d was not kept, training goes on",
          claim.id(),
          snapshot.step());
    }
  }

  private Optional<CheckpointRow> keepFull(TrainingLog.Snapshot snapshot, TrainingData data)
      throws IOException {
    Map<String, String> facts = snapshot.state().metadata();
    Map<String, Object> manifest = manifest(snapshot.step(), data);
    manifest.put("config", JobJson.parse(facts.getOrDefault("config", "null")));
    manifest.put("compute", Backend.facts(facts));
    List<String> differences = TrainingSession.differences(facts);
    if (!differences.isEmpty()) {
      manifest.put("notBitIdentical", differences);
    }
    if (snapshot.heldOut() != null) {
      manifest.put(ACCURACY, snapshot.heldOut());
    }
    Map<String, String> metadata = new LinkedHashMap<>(facts);
    metadata.put(RUN, claim.id().toString());
    Safetensors content = new Safetensors(metadata, snapshot.state().tensors());
    return keep(snapshot.step(), true, content::write, JobJson.tree(manifest));
  }

  private Map<String, Object> manifest(long step, TrainingData data) {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("model", spec.model());
    manifest.put("run", claim.id().toString());
    manifest.put("step", step);
    List<Map<String, String>> puzzles =
        data.parts().stream().map(CheckpointKeeper::puzzle).toList();
    manifest.put("puzzle", puzzles.get(0));
    if (puzzles.size() > 1) {
      manifest.put("puzzles", puzzles.stream().distinct().toList());
    }
    if (data.layout() != null) {
      manifest.put("layout", data.layout());
    }
    manifest.put("dataset", spec.dataset());
    manifest.put("dataSha256", data.sha256());
    manifest.put("training", spec.training());
    manifest.put("code", CodeVersion.OF_THIS_BUILD);
    if (spec.resumeFrom() != null) {
      manifest.put("parent", spec.resumeFrom());
    }
    return manifest;
  }

  private static Map<String, String> puzzle(TrainingData.Part part) {
    return Map.of("kind", part.kind().wire(), "shape", part.shape());
  }

  private Optional<CheckpointRow> keep(
      long step, boolean full, CheckpointFiles.Content content, JsonNode manifest)
      throws IOException {
    Optional<CheckpointRow> kept = files.keep(claim, step, full, content, manifest);
    if (kept.isEmpty()) {
      lost.run();
    }
    return kept;
  }

  private void removeOlder() throws IOException {
    List<CheckpointRow> full =
        runs.checkpoints(claim.id()).stream().filter(CheckpointRow::full).toList();
    Optional<CheckpointRow> best =
        full.stream()
            .filter(each -> each.manifest().has(ACCURACY))
            .max(Comparator.comparingDouble(each -> each.manifest().get(ACCURACY).doubleValue()));
    for (CheckpointRow each : full.subList(Math.min(newest, full.size()), full.size())) {
      if (!best.equals(Optional.of(each)) && runs.forgetCheckpoint(claim, each.id())) {
        store.remove(each.id());
      }
    }
  }
}
