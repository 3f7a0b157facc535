package dev.trm.gateway.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobState;
import dev.trm.jobs.store.PromotionDecision;
import dev.trm.jobs.store.Sweep;
import dev.trm.jobs.store.SweepDecision;
import dev.trm.jobs.store.SweepRun;
import dev.trm.jobs.sweep.CombinationVerdict;
import dev.trm.jobs.sweep.MeanInterval;
import dev.trm.jobs.sweep.SweepPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A sweep as callers see it.
 *
 * @param states how many of its runs are in each state
 * @param removed runs whose jobs are gone, by retention
 * @param combinations of values other than seeds, in the order of the request
 * @param best the combination with the highest mean of those whose runs have all succeeded; absent
 *     while there is none
 * @param decision of its gate; absent if it has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SweepView(
    String id,
    String model,
    String submittedBy,
    Instant createdAt,
    int runs,
    Map<JobState, Integer> states,
    int removed,
    boolean ended,
    List<Combination> combinations,
    @Nullable Combination best,
    @Nullable Decision decision,
    Map<String, String> links) {

  /**
   * Runs that differ in their seed only.
   *
   * @param values of what is swept over, but for the seed
   * @param accuracy share of held-out puzzles right, over the seeds that have succeeded; absent
   *     before the first has
   * @param complete whether all of its runs have succeeded
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Combination(
      JsonNode values, List<SeedRun> runs, @Nullable MeanInterval accuracy, boolean complete) {

    private double mean() {
      return accuracy == null ? Double.NEGATIVE_INFINITY : accuracy.mean();
    }
  }

  /**
   * One run.
   *
   * @param seed absent where seeds are not swept over
   * @param state absent if its job is gone
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record SeedRun(
      String run,
      @Nullable Long seed,
      @Nullable JobState state,
      @Nullable Double accuracy,
      @Nullable String version) {}

  /**
   * What the sweep's gate decided.
   *
   * @param version that is promoted, or where nothing is, that of the combination which came
   *     nearest; absent if no combination has only runs that have succeeded
   * @param champion the version that had the alias until then; absent if none had
   * @param gate of the version's combination, each rule by itself; empty where nothing was compared
   * @param combinations what the gate said of each, in the order of the request
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Decision(
      SweepDecisionState state,
      @Nullable Integer version,
      @Nullable Integer champion,
      @Nullable String reason,
      @Nullable JsonNode gate,
      @Nullable List<CombinationVerdict> combinations,
      @Nullable Instant at) {

    private static Decision of(SweepDecision decided) {
      PromotionDecision made = decided.made();
      return new Decision(
          made.promoted() ? SweepDecisionState.PROMOTED : SweepDecisionState.REFUSED,
          made.version(),
          made.champion(),
          made.reason(),
          made.gate(),
          decided.combinations(),
          decided.at());
    }
  }

  /**
   * @param decided null while nothing is
   */
  static SweepView of(Sweep sweep, List<SweepRun> runs, @Nullable SweepDecision decided) {
    Map<JobState, Integer> states = new TreeMap<>();
    int removed = 0;
    Map<JsonNode, List<SweepRun>> byValues = new LinkedHashMap<>();
    for (SweepRun run : runs) {
      if (run.state() == null) {
        removed++;
      } else {
        states.merge(run.state(), 1, Integer::sum);
      }
      byValues
          .computeIfAbsent(SweepPlan.withoutSeed(run.values()), any -> new ArrayList<>())
          .add(run);
    }
    List<Combination> combinations = new ArrayList<>();
    byValues.forEach((values, members) -> combinations.add(combination(values, members)));
    String self = "/v1/sweeps/" + sweep.id();
    return new SweepView(
        sweep.id().toString(),
        sweep.model(),
        sweep.submittedBy(),
        sweep.createdAt(),
        runs.size(),
        states,
        removed,
        states.keySet().stream().allMatch(JobState::isFinal),
        combinations,
        combinations.stream()
            .filter(Combination::complete)
            .filter(each -> each.accuracy() != null)
            .max(Comparator.comparingDouble(Combination::mean))
            .orElse(null),
        decision(sweep, decided),
        Map.of("self", self, "cancel", self + "/cancel"));
  }

  private static @Nullable Decision decision(Sweep sweep, @Nullable SweepDecision decided) {
    if (decided != null) {
      return Decision.of(decided);
    }
    return sweep.promotion().promotesNothing()
        ? null
        : new Decision(SweepDecisionState.PENDING, null, null, null, null, null, null);
  }

  private static Combination combination(JsonNode values, List<SweepRun> runs) {
    List<Double> accuracies =
        runs.stream().map(SweepRun::accuracy).filter(Objects::nonNull).toList();
    return new Combination(
        values,
        runs.stream()
            .map(
                run ->
                    new SeedRun(
                        run.run().toString(),
                        run.values().has(SweepPlan.SEED)
                            ? run.values().get(SweepPlan.SEED).asLong()
                            : null,
                        run.state(),
                        run.accuracy(),
                        run.version()))
            .toList(),
        accuracies.isEmpty() ? null : MeanInterval.ofShares(accuracies),
        runs.stream().allMatch(run -> run.state() == JobState.SUCCEEDED));
  }
}
