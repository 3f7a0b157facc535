package dev.trm.trainer;

import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.ModelVersion;
import dev.trm.model.checkpoint.TrmWeights;
import java.io.IOException;
import java.util.Optional;

/** Finds the models that can be adapted. */
final class BaseModels {
  private final ModelRegistry registry;
  private final CheckpointStore checkpoints;

  BaseModels(ModelRegistry registry, CheckpointStore checkpoints) {
    this.registry = registry;
    this.checkpoints = checkpoints;
  }

  /** A version with its weights. */
  record BaseModel(ModelVersion version, TrmWeights weights) {}

  /**
   * Resolves a name.
   *
   * @param reference "name@alias", "name@version" or "name"
   * @return empty if the registry has none
   * @throws UnreadableCheckpointException if its weights are missing or damaged
   */
  Optional<BaseModel> find(String reference) throws UnreadableCheckpointException {
    ModelVersion version = registry.resolve(reference).orElse(null);
    if (version == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new BaseModel(version, TrmWeights.read(checkpoints.get(version.checkpointId()))));
    } catch (IOException e) {
      throw new UnreadableCheckpointException("model is '" + reference + "': " + e.getMessage(), e);
    }
  }
}
