package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.DatasetSpec;
import dev.trm.puzzles.grid.GridLayout;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A data set that somebody has sent; it never changes.
 *
 * @param kind of its puzzles, {@code grid}, {@code arc}, {@code sudoku} or {@code maze}
 * @param sha256 of its content, hexadecimal
 * @param bytes of its content
 * @param layout that takes all its grids
 * @param training examples to train on, at least 1
 * @param heldOut examples to judge by, at least 1
 * @param groups on either side
 * @param heldOutShare of the groups, as was asked for; null where tasks say it themselves
 * @param seed of that choice; null likewise
 * @param refused bad records, which are not in it
 * @param problems the first of those, an array of line, pointer and reason
 */
public record Dataset(
    UUID id,
    String name,
    String kind,
    String sha256,
    long bytes,
    GridLayout layout,
    int training,
    int heldOut,
    int groups,
    @Nullable Double heldOutShare,
    @Nullable Long seed,
    int refused,
    JsonNode problems,
    String submittedBy,
    Instant createdAt) {

  /** As a training without augmentations takes it. */
  public DatasetSpec.Uploaded spec() {
    return new DatasetSpec.Uploaded(
        id.toString(), name, kind, sha256, layout, training, heldOut, 0, 1);
  }
}
