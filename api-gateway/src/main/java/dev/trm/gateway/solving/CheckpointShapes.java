package dev.trm.gateway.solving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.models.RelationalKinds;
import dev.trm.gateway.solving.KnownModels.Shape;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.ModelVersion;
import dev.trm.jobs.store.RunStore;
import dev.trm.puzzles.grid.GridLayout;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What checkpoints take, by their manifests. A manifest stays as it is, so it is not read again for
 * a while; only a checkpoint that is deleted and imported anew may have another.
 */
@Singleton
final class CheckpointShapes {
  private static final long KEPT = Duration.ofSeconds(10).toNanos();
  private static final int MOST_KEPT = 1000;

  /**
   * An alias may move; the worker looks again what it stands for then, and refuses what is wrong.
   */
  private static final long RESOLVED_KEPT = Duration.ofMillis(250).toNanos();

  private final RunStore runs;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private final Map<String, Resolved> resolved = new ConcurrentHashMap<>();

  @Inject
  CheckpointShapes(RunStore runs) {
    this.runs = runs;
  }

  /**
   * @param since by the clock that only goes on
   */
  private record Kept(Shape shape, long since) {}

  /**
   * @param since by the clock that only goes on
   */
  private record Resolved(String checkpoint, long since) {}

  /**
   * What the model takes that such a reference stands for; empty if there is none. That there is
   * one is remembered for a moment, that there is none is not.
   */
  Optional<Shape> of(String reference, ModelRegistry registry) {
    Resolved known = resolved.get(reference);
    if (known != null && System.nanoTime() - known.since < RESOLVED_KEPT) {
      return Optional.of(of(known.checkpoint));
    }
    Optional<String> checkpoint = registry.resolve(reference).map(ModelVersion::checkpointId);
    if (resolved.size() >= MOST_KEPT) {
      resolved.clear();
    }
    checkpoint.ifPresent(id -> resolved.put(reference, new Resolved(id, System.nanoTime())));
    return checkpoint.map(this::of);
  }

  /** What this checkpoint takes; a shape that fits everything if nothing is known of it. */
  Shape of(String checkpoint) {
    Kept known = kept.get(checkpoint);
    if (known != null && System.nanoTime() - known.since < KEPT) {
      return known.shape;
    }
    Shape shape =
        runs.findCheckpoint(checkpoint)
            .map(CheckpointRow::manifest)
            .map(CheckpointShapes::shape)
            .orElse(Shape.UNKNOWN);
    if (kept.size() >= MOST_KEPT) {
      kept.clear();
    }
    kept.put(checkpoint, new Kept(shape, System.nanoTime()));
    return shape;
  }

  /** What a checkpoint with that manifest takes. */
  static Shape shape(JsonNode manifest) {
    JsonNode config = manifest.path("config");
    JsonNode layout = manifest.path("layout");
    return new Shape(
        kind(manifest),
        config.path("sequenceLength").asInt(),
        config.path("vocabulary").asInt(),
        layout.isMissingNode() ? null : GridLayout.of(layout),
        RelationalKinds.of(config.path("mixer").asText()));
  }

  /** Models from before the field {@code puzzle} tell it by their data only. */
  private static @Nullable String kind(JsonNode manifest) {
    String kind = manifest.at("/puzzle/kind").asText(manifest.at("/dataset/generator").asText(""));
    return kind.isEmpty() ? null : kind;
  }
}
