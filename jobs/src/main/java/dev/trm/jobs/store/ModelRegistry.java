package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.gate.ModelPolicy;
import dev.trm.jobs.gate.PromotionRight;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Models by name, with versions that never change and aliases that move. */
public interface ModelRegistry {
  /** The alias that is meant when none is named. */
  String CHAMPION = "champion";

  /**
   * Adds the next version. Registering a checkpoint again gives the version it has.
   *
   * @param checkpointId must be known to the {@link RunStore}
   * @param owner the key that the model belongs to from now on, if this is its first version; null
   *     for the operators
   */
  ModelVersion register(
      String model, String checkpointId, JsonNode metrics, @Nullable String owner);

  /**
   * Points an alias at a version; where it points there already, nothing is noted.
   *
   * @return false if there is no such version
   */
  boolean moveAlias(String model, String alias, int version, String actor, @Nullable String reason);

  /**
   * As {@link #moveAlias(String, String, int, String, String)}, once.
   *
   * @param deed id that the same request has each time it comes; done before, nothing is moved
   */
  boolean moveAliasOnce(
      UUID deed, String model, String alias, int version, String actor, @Nullable String reason);

  /**
   * As {@link #register(String, String, JsonNode, String)}, by the worker that made it. A model
   * that is new belongs to the key that answers for the training.
   *
   * @return empty, and nothing registered, if the job is no longer the worker's
   */
  Optional<ModelVersion> register(Claim claim, String model, String checkpointId, JsonNode metrics);

  /** What was decided about a run or a sweep; empty if nothing was yet. */
  Optional<PromotionDecision> decision(UUID subject);

  /** A model's owner and gate; empty if there is no such model. */
  Optional<ModelPolicy> policy(String model);

  /**
   * Gives a model another owner and gate.
   *
   * @return false if there is no such model
   */
  boolean setPolicy(String model, ModelPolicy policy, String actor);

  /**
   * How a training may become its model's champion now. One of a model that is not there yet would
   * own it.
   *
   * @param submitter who answers for the training
   */
  default PromotionRight right(String model, TrainSpec.Submitter submitter) {
    return policy(model)
        .map(policy -> policy.rightOf(model, submitter))
        .orElseGet(PromotionRight.OwnRules::new);
  }

  /**
   * Notes the decision about a run, by the worker that made it, and moves the champion's alias if
   * it says so. Nothing is noted where there is a decision already: that one stays.
   *
   * @param judgedBy the right by which the run was judged
   */
  Decided decide(Claim claim, PromotionDecision decision, PromotionRight judgedBy);

  /** What became of a decision. */
  enum Decided {
    /** It, or one before it, is noted and done. */
    NOTED,
    /**
     * Nothing is noted: the champion is another by now, with which nothing was compared, or the
     * run's right to replace it is.
     */
    OUTDATED,
    /** Nothing is noted: who decided has no right to. */
    NOT_OURS
  }

  /** Finds "name@alias", "name@version" or "name" (its champion). */
  Optional<ModelVersion> resolve(String reference);

  /**
   * The champions made for a kind of puzzles, by their models' names.
   *
   * @param kind as their manifests say it, {@code maze}
   */
  List<Champion> champions(String kind);

  /**
   * A model and what its champion was made from.
   *
   * @param manifest as written beside the champion's file
   */
  record Champion(String model, JsonNode manifest) {}
}
