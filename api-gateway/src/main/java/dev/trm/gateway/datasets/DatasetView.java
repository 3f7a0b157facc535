package dev.trm.gateway.datasets;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.store.Dataset;
import dev.trm.puzzles.grid.GridLayout;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A data set.
 *
 * @param kind of its puzzles, {@code grid}, {@code arc}, {@code sudoku} or {@code maze}
 * @param sha256 of its content: the records taken, each with its side of the split
 * @param bytes of that
 * @param layout how its grids become tokens
 * @param training examples to train on
 * @param heldOut examples to judge by
 * @param groups that were put on either side as a whole
 * @param heldOutShare of the groups, as was asked for; absent for tasks
 * @param seed of that choice; absent for tasks
 * @param refused bad records
 * @param problems the first hundred of those: line, pointer and reason
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DatasetView(
    String id,
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
    @Schema(type = SchemaType.ARRAY, implementation = Object.class) JsonNode problems,
    String submittedBy,
    Instant createdAt,
    Map<String, String> links) {

  static DatasetView of(Dataset set) {
    return new DatasetView(
        set.id().toString(),
        set.name(),
        set.kind(),
        set.sha256(),
        set.bytes(),
        set.layout(),
        set.training(),
        set.heldOut(),
        set.groups(),
        set.heldOutShare(),
        set.seed(),
        set.refused(),
        set.problems(),
        set.submittedBy(),
        set.createdAt(),
        Map.of("self", path(set)));
  }

  static String path(Dataset set) {
    return "/v1/datasets/" + set.id();
  }
}
