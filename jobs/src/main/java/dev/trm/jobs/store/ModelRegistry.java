package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Models by name, with versions that never change and aliases that move. */
public interface ModelRegistry {
  /** The alias that is meant when none is named. */
  String CHAMPION = "champion";

  /**
   * Adds the next version. Registering a run's checkpoint again gives the version it has.
   *
   * @param checkpointId must be known to the {@link RunStore}
   */
  ModelVersion register(String model, String checkpointId, JsonNode metrics, @Nullable JobId run);

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
   * As {@link #register(String, String, JsonNode, JobId)}, by the worker that made it.
   *
   * @return empty, and nothing registered, if the job is no longer the worker's
   */
  Optional<ModelVersion> register(Claim claim, String model, String checkpointId, JsonNode metrics);

  /** What was decided about a run or a sweep; empty if nothing was yet. */
  Optional<PromotionDecision> decision(UUID subject);

  /**
   * Notes the decision about a run, by the worker that made it, and moves the champion's alias if
   * it says so. Nothing is noted where there is a decision already: that one stays.
   */
  Decided decide(Claim claim, PromotionDecision decision);

  /** What became of a decision. */
  enum Decided {
    /** It, or one before it, is noted and done. */
    NOTED,
    /** Nothing is noted: the champion is another by now, with which nothing was compared. */
    CHAMPION_MOVED,
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
