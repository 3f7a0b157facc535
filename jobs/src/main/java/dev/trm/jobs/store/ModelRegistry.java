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

  /**
   * As {@link #moveAlias(String, String, int, String, String)}, by the worker that made the
   * version.
   *
   * @return false, and nothing moved, if the job is no longer the worker's or there is no such
   *     version
   */
  boolean moveAlias(Claim claim, String model, String alias, int version, @Nullable String reason);

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
