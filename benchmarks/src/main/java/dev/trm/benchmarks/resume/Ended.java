package dev.trm.benchmarks.resume;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The results of a finished training: its last checkpoint with weights, averages, moments, slots,
 * random state and data position; the registered weights; its curve; its evaluation.
 */
record Ended(
    TensorFile state, TensorFile weights, SortedMap<String, Long> curve, JsonNode evaluation) {

  /**
   * @param checkpoints the checkpoint directory
   */
  static Ended read(String id, TrainingProbe probe, Path checkpoints)
      throws SQLException, IOException {
    JsonNode result = Objects.requireNonNull(probe.look(id).result());
    return new Ended(
        file(checkpoints, probe.checkpoints(id).get(0)),
        file(checkpoints, result.path("checkpoint").asText()),
        probe.curve(id),
        result.path("evaluation"));
  }

  private static TensorFile file(Path checkpoints, String id) throws IOException {
    return TensorFile.read(checkpoints.resolve(id + ".safetensors"));
  }

  /** The first difference; empty if all results are bit-identical. */
  Optional<String> firstDifference(Ended other) {
    return state
        .firstDifference(other.state)
        .map("state: "::concat)
        .or(() -> weights.firstDifference(other.weights).map("weights: "::concat))
        .or(() -> curveDifference(other.curve).map("curve: "::concat))
        .or(
            () ->
                evaluation.equals(other.evaluation)
                    ? Optional.empty()
                    : Optional.of("evaluation: " + evaluation + " and " + other.evaluation));
  }

  private Optional<String> curveDifference(SortedMap<String, Long> other) {
    SortedSet<String> points = new TreeSet<>(curve.keySet());
    points.addAll(other.keySet());
    return points.stream()
        .filter(point -> !Objects.equals(curve.get(point), other.get(point)))
        .findFirst();
  }
}
