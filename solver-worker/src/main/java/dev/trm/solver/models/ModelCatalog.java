package dev.trm.solver.models;

import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.ModelVersion;
import dev.trm.model.checkpoint.TrmWeights;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Resolves names to models. Resolved names are cached for a short time, so that a moved alias takes
 * effect without a restart; the most recently used weights are cached. Confined to one thread.
 */
public final class ModelCatalog {
  private final ModelRegistry registry;
  private final CheckpointStore checkpoints;
  private final Duration believed;
  private final int kept;
  private final Clock clock;
  private final Map<String, Looked> names = new HashMap<>();
  private final LinkedHashMap<String, TrmWeights> weights = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param believed how long a resolved name is cached
   * @param kept maximum number of models whose weights are cached
   */
  public ModelCatalog(
      ModelRegistry registry,
      CheckpointStore checkpoints,
      Duration believed,
      int kept,
      Clock clock) {
    this.registry = registry;
    this.checkpoints = checkpoints;
    this.believed = believed;
    this.kept = kept;
    this.clock = clock;
  }

  /**
   * Resolves a name.
   *
   * @param reference "name@alias", "name@version" or "name"
   * @return empty if the registry has no such model
   * @throws dev.trm.jobs.store.StoreException if the registry is unavailable
   * @throws IOException if the weights are missing or damaged; names the checkpoint
   */
  public Optional<ServedModel> find(String reference) throws IOException {
    Optional<ModelVersion> version = lookUp(reference);
    if (version.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(checkpoint(version.get().reference(), version.get().checkpointId()));
  }

  /**
   * The model with the weights of a checkpoint, regardless of aliases.
   *
   * @param reference the model's name in the recorded solve
   * @throws IOException if the weights are missing or damaged; names the checkpoint
   */
  public ServedModel checkpoint(String reference, String checkpoint) throws IOException {
    TrmWeights found = weights.get(checkpoint);
    if (found == null) {
      found = TrmWeights.read(checkpoints.get(checkpoint));
      weights.put(checkpoint, found);
      if (weights.size() > kept) {
        weights.remove(weights.keySet().iterator().next());
      }
    }
    return new ServedModel(reference, checkpoint, found);
  }

  private Optional<ModelVersion> lookUp(String reference) {
    Instant now = clock.instant();
    names.values().removeIf(looked -> !looked.until().isAfter(now));
    Looked known = names.get(reference);
    if (known != null) {
      return Optional.of(known.version());
    }
    Optional<ModelVersion> version = registry.resolve(reference);
    version.ifPresent(
        found -> names.put(reference, new Looked(found, clock.instant().plus(believed))));
    return version;
  }

  private record Looked(ModelVersion version, Instant until) {}
}
