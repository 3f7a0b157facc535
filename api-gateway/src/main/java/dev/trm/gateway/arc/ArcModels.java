package dev.trm.gateway.arc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.models.MissingModel;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.RunStore;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.grid.Grid;
import dev.trm.puzzles.grid.GridLayout;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The models that can be adapted, as they are now. */
final class ArcModels {
  private static final Pattern REFERENCE =
      Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}@[a-z0-9][a-z0-9._-]{0,62}");

  private final ModelRegistry registry;
  private final RunStore runs;

  ArcModels(ModelRegistry registry, RunStore runs) {
    this.registry = registry;
    this.runs = runs;
  }

  /**
   * What a model's manifest says of it.
   *
   * @param config of its network; missing where the manifest tells none
   */
  record Facts(JsonNode config) {
    private static final int UNKNOWN = -1;

    /** The board of its grids, a square; empty if it is no model of ARC tasks. */
    Optional<GridLayout> canvas() {
      int cells = config.path("sequenceLength").asInt(UNKNOWN);
      int side = (int) Math.round(Math.sqrt(cells));
      return cells > 0
              && side * side == cells
              && side <= Grid.MOST_SIDE
              && config.path("vocabulary").asInt(UNKNOWN) == GridLayout.ARC.vocabulary()
              && config.path("puzzleEmbeddingWidth").asInt(1) > 0
          ? Optional.of(GridLayout.arc(side))
          : Optional.empty();
    }

    /** The cycles it was trained for; otherwise the paper's. */
    int maxCycles(int most) {
      return Math.max(1, Math.min(most, config.path("maxCycles").asInt(16)));
    }

    @Override
    public String toString() {
      return config.path("sequenceLength").asText("an unknown number of")
          + " cells of "
          + config.path("vocabulary").asText("unknown")
          + " tokens";
    }
  }

  /** What is known of a version; empty if there is no such model, version or alias. */
  Optional<Facts> find(String reference) {
    return REFERENCE.matcher(reference).matches()
        ? registry
            .resolve(reference)
            .flatMap(version -> runs.findCheckpoint(version.checkpointId()))
            .map(CheckpointRow::manifest)
            .map(manifest -> new Facts(manifest.path("config")))
        : Optional.empty();
  }

  /** Explains that there is no model of ARC tasks. */
  String none(String usual) {
    return MissingModel.explain(registry, "ARC tasks", usual, "--kind arc --latent-steps 4");
  }

  /** Explains that a reference names no version. */
  String unknown(String reference) {
    return MissingModel.unknown(registry, reference);
  }

  /** The models whose champion was made for ARC tasks, by name. */
  List<String> champions() {
    return registry.champions(PuzzleKind.ARC.wire()).stream()
        .map(ModelRegistry.Champion::model)
        .toList();
  }
}
