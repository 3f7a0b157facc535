package dev.trm.gateway.models;

import dev.trm.jobs.Shown;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.puzzles.PuzzleKind;
import java.util.List;
import java.util.stream.Stream;

/** Explains that no model takes a puzzle: which models there are, and how to get one that does. */
public final class MissingModel {
  private static final int MOST_SHOWN = 200;

  private MissingModel() {}

  /**
   * Returns the explanation.
   *
   * @param puzzle in words, such as {@code maze puzzles of 12x7}
   * @param name of the model that would be used, such as {@code maze-12x7}
   * @param options of {@code ./trm import} that describe such a model
   */
  public static String explain(ModelRegistry registry, String puzzle, String name, String options) {
    return "no model here takes "
        + puzzle
        + ", and none is called "
        + name
        + ". "
        + present(registry)
        + " Train one with POST /v1/training-jobs (./trm train FILE.yaml), or import a checkpoint"
        + " with POST /v1/checkpoints (./trm import FILE --model "
        + name
        + " "
        + options
        + ")";
  }

  /** Returns the explanation for a reference that names no version. */
  public static String unknown(ModelRegistry registry, String reference) {
    return "model is '"
        + Shown.of(reference)
        + "'; there is no such model, version or alias. "
        + present(registry);
  }

  private static String present(ModelRegistry registry) {
    List<String> names =
        Stream.of(PuzzleKind.values())
            .flatMap(kind -> registry.champions(kind.wire()).stream())
            .map(ModelRegistry.Champion::model)
            .sorted()
            .toList();
    return names.isEmpty()
        ? "There are no models yet."
        : "Models here: " + Shown.of(String.join(", ", names), MOST_SHOWN) + ".";
  }
}
