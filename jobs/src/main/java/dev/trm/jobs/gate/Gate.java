package dev.trm.jobs.gate;

import dev.trm.jobs.TrainSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules by which a challenger takes a champion's place, each judged by itself. */
public final class Gate {
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
   * @param challenger its figures on the same puzzles, or their means over seeds
   * @throws IllegalArgumentException if the bands of both differ, or if speed is to be judged and
   *     was not measured
   */
  public static List<GateVerdict> judge(
      TrainSpec.Promotion rules, GateFigures champion, GateFigures challenger) {
    List<GateVerdict> verdicts = new ArrayList<>();
    verdicts.add(
        atLeast(
            ACCURACY,
            null,
            champion.accuracy(),
            challenger.accuracy(),
            rules.margin(),
            champion.accuracy() + rules.margin()));
    Double bandLoss = rules.bandLoss();
    if (bandLoss != null) {
      verdicts.addAll(worstBands(champion, challenger, bandLoss));
    }
    Double growth = rules.cyclesGrowth();
    if (growth != null) {
      double before = champion.meanCycles();
      double now = challenger.meanCycles();
      double bound = before * (1 + growth);
      verdicts.add(
          new GateVerdict(CYCLES, null, before, now, growth, bound, now <= bound + ROUNDING));
    }
    Double speedLoss = rules.speedLoss();
    if (speedLoss != null) {
      double before = speed("champion", champion);
      verdicts.add(
          atLeast(
              SPEED,
              null,
              before,
              speed("challenger", challenger),
              speedLoss,
              before * (1 - speedLoss)));
    }
    return verdicts;
  }

  /**
   * Whether a version is good enough for a model that has no champion: there is nothing to compare
   * it with, but what solved nothing is not one to solve by.
   */
  public static boolean passesAsFirst(double accuracy) {
    return accuracy > 0;
  }

  private static double speed(String whose, GateFigures figures) {
    Double speed = figures.speed();
    if (speed == null) {
      throw new IllegalArgumentException(whose + " has no speed; it is to be judged by it");
    }
    return speed;
  }

  private static Collection<GateVerdict> worstBands(
      GateFigures champion, GateFigures challenger, double allowed) {
    if (!champion.sameBands(challenger)) {
      throw new IllegalArgumentException(
          "champion and challenger are of different bands: " + champion + ", " + challenger);
    }
    Map<String, GateVerdict> worst = new LinkedHashMap<>();
    for (int i = 0; i < champion.bands().size(); i++) {
      GateFigures.Band band = champion.bands().get(i);
      GateVerdict verdict =
          atLeast(
              BAND,
              band.of(),
              band.accuracy(),
              challenger.bands().get(i).accuracy(),
              allowed,
              band.accuracy() - allowed);
      worst.merge(band.by(), verdict, (one, other) -> loss(other) > loss(one) ? other : one);
    }
    return worst.values();
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
  public static String reason(List<GateVerdict> verdicts, String accuracyOf) {
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
