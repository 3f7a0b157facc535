package dev.trm.puzzles.upload;

import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.grid.GridLayout;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of an upload.
 *
 * @param kind of its puzzles
 * @param board that takes all its grids; null where no record is good
 * @param training examples to train on
 * @param heldOut examples to judge by
 * @param groups that were put on either side as a whole
 * @param refused bad records
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

  /** The most bad records that are told one by one. */
  public static final int MOST_TOLD = 100;

  public UploadReport {
    bad = List.copyOf(bad);
  }

  /** Nothing where no record is good. */
  public Optional<GridLayout> layout() {
    return Optional.ofNullable(board);
  }
}
