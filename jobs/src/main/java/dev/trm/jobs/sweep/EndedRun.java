package dev.trm.jobs.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A training of a sweep as whoever decides finds it; nothing more happens to it if it has {@link
 * #ended}.
 *
 * @param values of the fields that are swept over, an object
 * @param state null if its job was removed, by retention
 * @param result as its job has it; a missing node where there is none
 */
public record EndedRun(JsonNode values, @Nullable JobState state, JsonNode result) {

  /** Whether nothing more happens to it; one that was resumed or retried since has not. */
  public boolean ended() {
    return state == null || state.isFinal();
  }

  boolean succeeded() {
    return state == JobState.SUCCEEDED;
  }

  /** What it has of what is swept over, but for the seed. */
  ObjectNode combination() {
    return SweepPlan.withoutSeed(values);
  }

  /**
   * Share of held-out puzzles right, 0 to 1, of one that has succeeded: of those that decide, where
   * they are others than the run's own.
   */
  double accuracy() {
    return measured()
        .filter(each -> each.gate() != null)
        .map(each -> each.challenger().accuracy())
        .orElseGet(() -> result.at("/evaluation/accuracy").asDouble());
  }

  /**
   * Whether it was judged on the puzzles of that gate of its model.
   *
   * @param gate its fingerprint; null for the run's own puzzles
   */
  boolean judgedBy(@Nullable String gate) {
    return Objects.equals(measured().map(Measured::gate).orElse(null), gate);
  }

  /** What it registered, of one that has succeeded. */
  int version() {
    String reference = result.path("model").asText();
    return Integer.parseInt(reference.substring(reference.indexOf('@') + 1));
  }

  /** Empty where the run compared nothing because its gate does not. */
  Optional<Measured> measured() {
    JsonNode measured = result.get(Measured.FIELD);
    return measured == null
        ? Optional.empty()
        : Optional.of(JobJson.read(measured, Measured.class));
  }

  /** Equal for runs that were judged on the same held-out puzzles. */
  List<String> puzzles() {
    List<String> puzzles = new ArrayList<>();
    puzzles.add(result.path("dataSha256").asText());
    measured().ifPresent(each -> each.challenger().bands().forEach(band -> puzzles.add(band.of())));
    return puzzles;
  }

  /** In words: its seed where seeds are swept over, and its state. */
  String words() {
    JsonNode seed = values.get(SweepPlan.SEED);
    return (seed == null ? "its run" : "seed " + seed.asText())
        + " is "
        + (state == null ? "removed" : state);
  }
}
