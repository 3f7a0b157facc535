package dev.trm.jobs.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.gate.Gate;
import dev.trm.jobs.gate.GateFigures;
import dev.trm.jobs.gate.GateVerdict;
import dev.trm.jobs.gate.ModelGate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A sweep's gate: holds each combination, by its means over the seeds, against the champion, and
 * picks what is promoted. It computes from what the runs have measured and runs no model, so that
 * whoever sees that all runs have ended can decide.
 */
public final class SweepGate {
  private final TrainSpec.Promotion rules;
  private final String model;
  private final @Nullable Integer champion;
  private final List<EndedRun> runs;
  private final @Nullable String gate;

  private SweepGate(
      TrainSpec.Promotion rules,
      String model,
      @Nullable Integer champion,
      List<EndedRun> runs,
      @Nullable String gate) {
    this.rules = rules;
    this.model = model;
    this.champion = champion;
    this.runs = runs;
    this.gate = gate;
  }

  /**
   * Judges a sweep whose runs have all ended.
   *
   * @param champion the model's version of the moment; null if it has none
   * @param runs in the order of the request
   */
  public static SweepVerdict judge(
      TrainSpec.Promotion rules, String model, @Nullable Integer champion, List<EndedRun> runs) {
    return new SweepGate(rules, model, champion, runs, null).verdict();
  }

  /** As above, by the model's own gate: only what was measured on its puzzles counts. */
  public static SweepVerdict judge(
      ModelGate gate, String model, @Nullable Integer champion, List<EndedRun> runs) {
    return new SweepGate(gate.promotion(), model, champion, runs, gate.fingerprint()).verdict();
  }

  private SweepVerdict verdict() {
    Map<JsonNode, List<EndedRun>> byValues = new LinkedHashMap<>();
    for (EndedRun run : runs) {
      byValues.computeIfAbsent(run.combination(), any -> new ArrayList<>()).add(run);
    }
    List<CombinationVerdict> verdicts = new ArrayList<>();
    byValues.forEach((values, seeds) -> verdicts.add(judge(values, seeds)));
    List<CombinationVerdict> passed = verdicts.stream().filter(CombinationVerdict::passed).toList();
    Optional<CombinationVerdict> winner = best(passed);
    if (winner.isPresent()) {
      CombinationVerdict won = winner.get();
      return new SweepVerdict(
          true,
          won.version(),
          words(won) + choice(passed.size(), byValues.getOrDefault(won.values(), List.of())),
          won.gate(),
          verdicts);
    }
    return best(verdicts)
        .map(
            nearest ->
                new SweepVerdict(
                    false,
                    nearest.version(),
                    "no combination passed; the best by its mean, " + words(nearest),
                    nearest.gate(),
                    verdicts))
        .orElseGet(
            () ->
                new SweepVerdict(
                    false,
                    null,
                    "no combination has only runs that have succeeded",
                    List.of(),
                    verdicts));
  }

  /** By the mean; the first of equal ones. */
  private static Optional<CombinationVerdict> best(List<CombinationVerdict> verdicts) {
    return verdicts.stream()
        .filter(each -> each.accuracy() != null)
        .max(
            Comparator.comparingDouble(
                each -> Objects.requireNonNull(each.accuracy(), "of a complete one").mean()));
  }

  private CombinationVerdict judge(JsonNode values, List<EndedRun> seeds) {
    List<String> missing =
        seeds.stream().filter(each -> !each.succeeded()).map(EndedRun::words).toList();
    if (!missing.isEmpty()) {
      return new CombinationVerdict(
          values,
          false,
          "not all of its runs have succeeded: " + String.join(", ", missing),
          null,
          null,
          List.of());
    }
    if (!seeds.stream().allMatch(each -> each.judgedBy(gate))) {
      return new CombinationVerdict(
          values,
          false,
          "its runs were not judged by the gate that the sweep may be promoted by now",
          null,
          null,
          List.of());
    }
    MeanInterval accuracy = MeanInterval.ofShares(seeds.stream().map(EndedRun::accuracy).toList());
    Compared compared = compare(seeds, accuracy);
    return new CombinationVerdict(
        values,
        compared.passed(),
        compared.reason(),
        accuracy,
        bestSeed(seeds).version(),
        compared.gate());
  }

  /** What came of holding a combination's means against the champion. */
  private record Compared(boolean passed, String reason, List<GateVerdict> gate) {
    static Compared without(boolean passed, String reason) {
      return new Compared(passed, reason, List.of());
    }
  }

  private Compared compare(List<EndedRun> seeds, MeanInterval accuracy) {
    if (differentPuzzles()) {
      return Compared.without(
          false, "the sweep's runs were not judged on the same held-out puzzles");
    }
    if (rules.comparesNothing()) {
      return Compared.without(true, "the gate is 'always'; " + words(accuracy));
    }
    return champion == null ? first(accuracy) : compare(champion, seeds, accuracy);
  }

  private Compared first(MeanInterval accuracy) {
    boolean passed = Gate.passesAsFirst(accuracy.mean());
    return Compared.without(
        passed,
        model
            + " has no champion; "
            + words(accuracy)
            + (passed ? "" : "; the first champion must solve at least one held-out puzzle"));
  }

  private Compared compare(int version, List<EndedRun> seeds, MeanInterval accuracy) {
    String against = model + "@" + version;
    // Whoever of the sweep measured it, it was on the same puzzles.
    List<GateFigures> champions = ofChampion(version, runs);
    List<GateFigures> challengers = challengers(seeds);
    if (champions.isEmpty() || challengers.size() < seeds.size()) {
      return Compared.without(
          false,
          "not compared with "
              + against
              + ", the champion now; its last run says: "
              + seeds.get(seeds.size() - 1).result().path("promotion").asText());
    }
    // Speeds are of the machine, so the champion's is the one beside these runs.
    List<GateFigures> beside = ofChampion(version, seeds);
    if (rules.speedLoss() != null && beside.size() < seeds.size()) {
      return Compared.without(
          false,
          beside.size()
              + " of its "
              + seeds.size()
              + " runs measured the speed of "
              + against
              + ", the champion now");
    }
    Double speed = beside.isEmpty() ? null : GateFigures.mean(beside).speed();
    List<GateVerdict> gate =
        Gate.judge(rules, champions.get(0).at(speed), GateFigures.mean(challengers));
    return new Compared(
        gate.stream().allMatch(GateVerdict::passed),
        Gate.reason(gate, spread(accuracy)) + "; against " + against,
        gate);
  }

  private static List<GateFigures> challengers(List<EndedRun> seeds) {
    return seeds.stream()
        .flatMap(each -> each.measured().stream())
        .map(Measured::challenger)
        .toList();
  }

  private List<GateFigures> ofChampion(int version, List<EndedRun> runs) {
    return runs.stream()
        .filter(each -> each.succeeded() && each.judgedBy(gate))
        .flatMap(each -> each.measured().stream())
        .flatMap(each -> each.champion(version).stream())
        .toList();
  }

  private boolean differentPuzzles() {
    return runs.stream().filter(EndedRun::succeeded).map(EndedRun::puzzles).distinct().count() > 1;
  }

  /** By its accuracy; the first of equal ones. */
  private static EndedRun bestSeed(List<EndedRun> seeds) {
    return seeds.stream().max(Comparator.comparingDouble(EndedRun::accuracy)).orElseThrow();
  }

  private String choice(int passed, List<EndedRun> seeds) {
    StringBuilder words = new StringBuilder();
    if (passed > 1) {
      words.append("; the best by its mean of ").append(passed).append(" that passed");
    }
    if (seeds.size() > 1) {
      EndedRun best = bestSeed(seeds);
      words.append(
          String.format(
              Locale.ROOT,
              "; of its %d seeds %s@%d has the best accuracy, %.4f, on these puzzles, which chose"
                  + " it and so flatter it",
              seeds.size(),
              model,
              best.version(),
              best.accuracy()));
    }
    return words.toString();
  }

  private static String words(MeanInterval accuracy) {
    return String.format(Locale.ROOT, "accuracy %.4f", accuracy.mean()) + spread(accuracy);
  }

  /** What the accuracy is the mean of; nothing to say of a single run. */
  private static String spread(MeanInterval accuracy) {
    Double low = accuracy.low();
    Double high = accuracy.high();
    return low == null || high == null
        ? ""
        : String.format(
            Locale.ROOT,
            " in the mean of %d seeds (95 %% interval %.4f to %.4f)",
            accuracy.n(),
            low,
            high);
  }

  private static String words(CombinationVerdict verdict) {
    String values =
        verdict.values().properties().stream()
            .map(each -> each.getKey() + " " + each.getValue().asText())
            .collect(Collectors.joining(", "));
    return (values.isEmpty() ? "" : values + ": ") + verdict.reason();
  }
}
