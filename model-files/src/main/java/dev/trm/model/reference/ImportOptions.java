package dev.trm.model.reference;

import dev.trm.model.Positions;
import org.jspecify.annotations.Nullable;

/**
 * What whoever imports a checkpoint knows of it; null where it knows nothing. Given values must
 * agree with the file's shapes.
 *
 * @param sequenceLength cells of a puzzle
 * @param vocabulary tokens of a puzzle, to be compared with the file's
 */
public record ImportOptions(
    @Nullable Integer heads,
    @Nullable Integer sequenceLength,
    @Nullable Integer vocabulary,
    @Nullable Integer prefix,
    @Nullable Integer latentSteps,
    @Nullable Integer recursions,
    @Nullable Integer maxCycles,
    @Nullable Positions positions) {

  /** Nothing is known. */
  public static final ImportOptions NONE =
      new ImportOptions(null, null, null, null, null, null, null, null);
}
