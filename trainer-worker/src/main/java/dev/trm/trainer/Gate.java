package dev.trm.trainer;

import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.store.GateVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules by which a challenger takes a champion's place, each judged by itself. */
final class Gate {
  static final String ACCURACY = "accuracy";
  static final String BAND = "band";
  static final String CYCLES = "cycles";
  static final String SPEED = "speed";

  /** Below any difference that one of a million puzzles makes, above that of adding up shares. */
  private static final double ROUNDING = 1e-9;

  private Gate() {}

  /**
   * One verdict for each rule that is set; of bands, one for each way of telling them apart, on the
   * band where the challenger has lost most.
   *
   * @param champion and challenger on the same puzzles in the same order
   * @param accuracy the challenger's, or its mean over seeds
   * @param speeds needed only where a loss of speed is judged
   */
  static List<GateVerdict> judge(
      TrainSpec.Promotion rules,
      Evaluation champion,
      Evaluation challenger,
      double accuracy,
      SpeedTrial.@Nullable Speeds speeds) {
    List<GateVerdict> verdicts = new ArrayList<>();
    verdicts.add(
        atLeast(
            ACCURACY,
            null,
            champion.accuracy(),
            accuracy,
            rules.margin(),
            champion.accuracy() + rules.margin()));
    Double bandLoss = rules.bandLoss();
    if (bandLoss != null) {
      for (Bands bands : Bands.of(champion.kind())) {
        verdicts.add(worstBand(bands, champion, challenger, bandLoss));
      }
    }
    Double growth = rules.cyclesGrowth();
    if (growth != null) {
      double before = champion.meanCycles(champion.mode());
      double now = challenger.meanCycles(challenger.mode());
      double bound = before * (1 + growth);
      verdicts.add(
          new GateVerdict(CYCLES, null, before, now, growth, bound, now <= bound + ROUNDING));
    }
    Double speedLoss = rules.speedLoss();
    if (speedLoss != null && speeds != null) {
      verdicts.add(
          atLeast(
              SPEED,
              null,
              speeds.champion(),
              speeds.challenger(),
              speedLoss,
              speeds.champion() * (1 - speedLoss)));
    }
    return verdicts;
  }

  private static GateVerdict worstBand(
      Bands bands, Evaluation champion, Evaluation challenger, double allowed) {
    List<Bands.Band> before = bands.split(champion.outcomes());
    List<Bands.Band> now = bands.split(challenger.outcomes());
    GateVerdict worst = null;
    for (int i = 0; i < before.size(); i++) {
      Bands.Band band = before.get(i);
      double old = champion.of(band.members()).accuracy();
      GateVerdict verdict =
          atLeast(
              BAND,
              bands.words(band),
              old,
              challenger.of(now.get(i).members()).accuracy(),
              allowed,
              old - allowed);
      if (worst == null || loss(verdict) > loss(worst)) {
        worst = verdict;
      }
    }
    if (worst == null) {
      throw new IllegalArgumentException("champion has no outcomes; there is no band to judge");
    }
    return worst;
  }

  private static double loss(GateVerdict verdict) {
    return verdict.champion() - verdict.challenger();
  }

  private static GateVerdict atLeast(
      String criterion,
      @Nullable String of,
      double champion,
      double challenger,
      double allowed,
      double bound) {
    return new GateVerdict(
        criterion, of, champion, challenger, allowed, bound, challenger >= bound - ROUNDING);
  }

  /**
   * What was not passed, or all if everything was, in words.
   *
   * @param accuracyOf what the accuracy is the mean of; empty for nothing but itself
   */
  static String reason(List<GateVerdict> verdicts, String accuracyOf) {
    boolean passed = verdicts.stream().allMatch(GateVerdict::passed);
    return verdicts.stream()
        .filter(each -> passed || !each.passed())
        .map(each -> words(each, accuracyOf))
        .collect(Collectors.joining("; "));
  }

  private static String words(GateVerdict verdict, String accuracyOf) {
    return switch (verdict.criterion()) {
      case CYCLES ->
          String.format(
              Locale.ROOT,
              "mean cycles %.2f against %.2f, at most %.2f",
              verdict.challenger(),
              verdict.champion(),
              verdict.bound());
      case SPEED ->
          String.format(
              Locale.ROOT,
              "%.1f puzzles a second against %.1f, at least %.1f",
              verdict.challenger(),
              verdict.champion(),
              verdict.bound());
      default ->
          String.format(
              Locale.ROOT,
              "accuracy %.4f%s against %.4f%s, at least %.4f",
              verdict.challenger(),
              verdict.of() == null ? accuracyOf : "",
              verdict.champion(),
              verdict.of() == null ? "" : " of " + verdict.of(),
              verdict.bound());
    };
  }
}
