package dev.trm.model.reference;

import dev.trm.model.Positions;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of an import knows about a checkpoint; null for unknown values. Given values must
 * agree with the file's shapes.
 *
 * @param sequenceLength number of cells of a puzzle
 * @param vocabulary number of tokens of a puzzle, compared with the file's
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

  /** No known values. */
  public static final ImportOptions NONE =
      new ImportOptions(null, null, null, null, null, null, null, null);
}
