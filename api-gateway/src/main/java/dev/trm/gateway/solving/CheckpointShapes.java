package dev.trm.gateway.solving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.solving.KnownModels.Shape;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.RunStore;
import dev.trm.puzzles.grid.GridLayout;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
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

  private final RunStore runs;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();

  @Inject
  CheckpointShapes(RunStore runs) {
    this.runs = runs;
  }

  /**
   * @param since by the clock that only goes on
   */
  private record Kept(Shape shape, long since) {}

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
            .orElse(new Shape(null, 0, 0, null));
    if (kept.size() >= MOST_KEPT) {
      kept.clear();
    }
    kept.put(checkpoint, new Kept(shape, System.nanoTime()));
    return shape;
  }

  private static Shape shape(JsonNode manifest) {
    JsonNode config = manifest.path("config");
    JsonNode layout = manifest.path("layout");
    return new Shape(
        kind(manifest),
        config.path("sequenceLength").asInt(),
        config.path("vocabulary").asInt(),
        layout.isMissingNode() ? null : GridLayout.of(layout));
  }

  /** Models from before the field {@code puzzle} tell it by their data only. */
  private static @Nullable String kind(JsonNode manifest) {
    String kind = manifest.at("/puzzle/kind").asText(manifest.at("/dataset/generator").asText(""));
    return kind.isEmpty() ? null : kind;
  }
}
