package dev.trm.puzzles.upload;

import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.grid.GridLayout;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of an upload.
 *
 * @param kind of its puzzles
 * @param board the layout that fits all its grids; null if no record is good
 * @param training number of training examples
 * @param heldOut number of held-out examples
 * @param groups number of groups, each of which is on one side of the split
 * @param refused number of bad records
 * @param bad the first of those
 */
public record UploadReport(
    PuzzleKind kind,
    @Nullable GridLayout board,
    int training,
    int heldOut,
    int groups,
    int refused,
    List<BadRecord> bad) {

  /** The maximum number of bad records that are listed. */
  public static final int MOST_TOLD = 100;

  public UploadReport {
    bad = List.copyOf(bad);
  }

  /** Empty if no record is good. */
  public Optional<GridLayout> layout() {
    return Optional.ofNullable(board);
  }
}
