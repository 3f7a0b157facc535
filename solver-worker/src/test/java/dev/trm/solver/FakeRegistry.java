package dev.trm.solver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.gate.ModelPolicy;
import dev.trm.jobs.gate.PromotionRight;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.ModelVersion;
import dev.trm.jobs.store.PromotionDecision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A registry in memory that maps names to checkpoints. */
final class FakeRegistry implements ModelRegistry {
  private final Map<String, ModelVersion> versions = new ConcurrentHashMap<>();

  void point(String reference, String model, int version, String checkpoint) {
    versions.put(
        reference,
        new ModelVersion(
            model, version, checkpoint, JobJson.parse("{}"), null, Instant.EPOCH, List.of()));
  }

  @Override
  public Optional<ModelVersion> resolve(String reference) {
    return Optional.ofNullable(versions.get(reference));
  }

  @Override
  public ModelVersion register(
      String model, String checkpointId, JsonNode metrics, @Nullable String owner) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<ModelVersion> register(
      Claim claim, String model, String checkpointId, JsonNode metrics) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<PromotionDecision> decision(UUID subject) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<ModelPolicy> policy(String model) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean setPolicy(String model, ModelPolicy policy, String actor) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Decided decide(Claim claim, PromotionDecision decision, PromotionRight judgedBy) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean moveAliasOnce(
      UUID deed, String model, String alias, int version, String actor, @Nullable String reason) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean moveAlias(
      String model, String alias, int version, String actor, @Nullable String reason) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Champion> champions(String kind) {
    throw new UnsupportedOperationException();
  }
}
