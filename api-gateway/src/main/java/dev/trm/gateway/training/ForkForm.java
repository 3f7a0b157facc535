package dev.trm.gateway.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.KnownCheckpoints;
import dev.trm.jobs.KnownDatasets;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.TrainingSources;
import dev.trm.jobs.store.CheckpointRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A wish to go on from a run's checkpoint in another way.
 *
 * @param checkpoint its id; null for the newest
 * @param overrides fields of a training request that shall not be as the run's
 */
record ForkForm(@Nullable String checkpoint, ObjectNode overrides) {
  /** What can be another than the run's: data and network cannot. */
  private static final List<String> CHANGEABLE =
      List.of("model", "training", "evaluateEvery", "promotion");

  /** What one optimiser has is nothing to another. */
  private static final List<String> OF_THE_OPTIMIZER = List.of("muonLearningRate", "muonMomentum");

  private static final List<String> REQUEST =
      List.of("model", "dataset", "architecture", "training", "evaluateEvery", "promotion");

  /**
   * Reads a request strictly; the overrides are checked with the training that they are for.
   *
   * @throws InvalidFieldException for the first wrong field
   */
  static ForkForm parse(JsonFields fields) {
    String checkpoint = fields.textOrNull("checkpoint");
    ObjectNode overrides = (ObjectNode) JobJson.parse("{}");
    for (String name : CHANGEABLE) {
      JsonNode value = fields.value(name);
      if (value != null) {
        overrides.set(name, value);
      }
    }
    fields.end();
    return new ForkForm(checkpoint, overrides);
  }

  /**
   * The training of the fork.
   *
   * @param of the run's
   * @param from that it goes on from
   * @throws InvalidFieldException for the first override that is wrong, or does not fit the
   *     checkpoint
   */
  TrainSpec spec(TrainSpec of, CheckpointRow from) {
    ObjectNode request = ((ObjectNode) JobJson.tree(of)).retain(REQUEST);
    overrides
        .properties()
        .forEach(
            each -> {
              JsonNode present = request.get(each.getKey());
              if (present instanceof ObjectNode whole
                  && each.getValue() instanceof ObjectNode some) {
                if (some.has("optimizer")) {
                  whole.remove(OF_THE_OPTIMIZER);
                }
                whole.setAll(some);
              } else {
                request.set(each.getKey(), each.getValue());
              }
            });
    TrainSpec spec =
        TrainSpec.parse(
            request, new TrainingSources(KnownDatasets.of(of.dataset()), KnownCheckpoints.NONE));
    if (spec.training().batch() != of.training().batch()) {
      throw new InvalidFieldException(
          "/training/batch",
          "batch is "
              + spec.training().batch()
              + "; a fork keeps that of its checkpoint, "
              + of.training().batch());
    }
    if (spec.training().steps() <= from.step()) {
      throw new InvalidFieldException(
          "/training/steps",
          "steps is "
              + spec.training().steps()
              + "; the checkpoint is of step "
              + from.step()
              + ", and there must be more to come");
    }
    return spec.from(from.id(), from.parent());
  }
}
