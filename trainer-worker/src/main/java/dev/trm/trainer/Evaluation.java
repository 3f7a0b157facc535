package dev.trm.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.gate.GateFigures;
import dev.trm.jobs.store.HeldOutSample;
import dev.trm.puzzles.AnswerScore;
import dev.trm.puzzles.PuzzleKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * How a model did on held-out puzzles, in each halt mode that their kind has.
 *
 * @param outcomes one a puzzle
 * @param samples of the first puzzles, to look at
 */
record Evaluation(PuzzleKind kind, List<Outcome> outcomes, List<HeldOutSample> samples) {

  Evaluation {
    if (outcomes.isEmpty()) {
      throw new IllegalArgumentException("outcomes is empty; there is nothing to judge by");
    }
    outcomes = List.copyOf(outcomes);
    samples = List.copyOf(samples);
  }

  /** Without samples. */
  Evaluation(PuzzleKind kind, List<Outcome> outcomes) {
    this(kind, outcomes, List.of());
  }

  /**
   * One puzzle.
   *
   * @param cells number of cells
   * @param measures what makes it easy or hard, by name
   * @param drafts how good the draft was after each cycle, the first one's first
   * @param cellAccuracy share of right cells of the draft after all cycles
   * @param endings in each halt mode of its kind
   */
  record Outcome(
      int cells,
      Map<String, Integer> measures,
      List<AnswerScore> drafts,
      double cellAccuracy,
      Map<HaltMode, Ending> endings) {

    Outcome {
      measures = Map.copyOf(measures);
      drafts = List.copyOf(drafts);
      endings = Map.copyOf(endings);
    }

    Ending in(HaltMode mode) {
      return Objects.requireNonNull(endings.get(mode), mode::wire);
    }

    int measure(String name) {
      return Objects.requireNonNull(measures.get(name), name);
    }
  }

  /** How good the answer was, and after how many cycles it was given. */
  record Ending(AnswerScore score, int cycles) {}

  /** The halt modes of a kind: without rules, nothing can be checked. */
  static List<HaltMode> modes(PuzzleKind kind) {
    return Arrays.stream(HaltMode.values())
        .filter(mode -> mode != HaltMode.CHECKED || kind.hasRules())
        .toList();
  }

  List<HaltMode> modes() {
    return modes(kind);
  }

  /**
   * The share of right answers in the mode that solves have unless they ask for another, 0 to 1:
   * valid ones where there are rules, exact ones elsewhere.
   */
  double accuracy() {
    return kind.hasRules() ? validAccuracy(mode()) : exactAccuracy(mode());
  }

  /** The mode that solves have unless they ask for another. */
  HaltMode mode() {
    return HaltMode.usual(kind);
  }

  /** Share of answers that are wholly the expected one, 0 to 1. */
  double exactAccuracy(HaltMode mode) {
    return share(outcomes, mode, AnswerScore::exact);
  }

  /** Share of answers that keep the rules, the expected one or not, 0 to 1. */
  double validAccuracy(HaltMode mode) {
    return share(outcomes, mode, AnswerScore::valid);
  }

  double meanCycles(HaltMode mode) {
    return meanCycles(outcomes, mode);
  }

  /**
   * The share of drafts that are wholly the expected answer after each cycle, 0 to 1, the first
   * one's first.
   */
  List<Double> exactAfterCycles() {
    return sharesAfterCycles(AnswerScore::exact);
  }

  private List<Double> sharesAfterCycles(Predicate<AnswerScore> right) {
    return IntStream.range(0, outcomes.get(0).drafts().size())
        .mapToObj(cycle -> share(outcomes, each -> right.test(each.drafts().get(cycle))))
        .toList();
  }

  /** Mean share of right cells after all cycles, 0 to 1. */
  double cellAccuracy() {
    return outcomes.stream().mapToDouble(Outcome::cellAccuracy).average().orElseThrow();
  }

  /** What a gate judges by; without a speed, which is measured apart. */
  GateFigures figures() {
    List<GateFigures.Band> bands = new ArrayList<>();
    for (Bands each : Bands.of(kind)) {
      for (Bands.Band band : each.split(outcomes)) {
        bands.add(
            new GateFigures.Band(
                each.measure(), each.words(band), new Evaluation(kind, band.members()).accuracy()));
      }
    }
    return new GateFigures(accuracy(), meanCycles(mode()), null, bands);
  }

  /** The figures over all puzzles, and by each thing that makes them easy or hard. */
  JsonNode report() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("accuracy", accuracy());
    report.put("cellAccuracy", cellAccuracy());
    report.putAll(figures(outcomes));
    report.put("afterCycles", afterCycles());
    for (Bands bands : Bands.of(kind)) {
      report.put(bands.title(), bands.split(outcomes, this::figures));
    }
    return JobJson.tree(report);
  }

  private Map<String, List<Double>> afterCycles() {
    Map<String, List<Double>> shares = new LinkedHashMap<>();
    shares.put("exact", exactAfterCycles());
    if (kind.hasRules()) {
      shares.put("valid", sharesAfterCycles(AnswerScore::valid));
    }
    return shares;
  }

  private Map<String, Object> figures(List<Outcome> of) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("puzzles", of.size());
    for (HaltMode mode : modes()) {
      Map<String, Object> inMode = new LinkedHashMap<>();
      inMode.put("exact", share(of, mode, AnswerScore::exact));
      if (kind.hasRules()) {
        inMode.put("valid", share(of, mode, AnswerScore::valid));
      }
      inMode.put("meanCycles", meanCycles(of, mode));
      figures.put(mode.wire(), inMode);
    }
    return figures;
  }

  private static double share(List<Outcome> of, HaltMode mode, Predicate<AnswerScore> right) {
    return share(of, each -> right.test(each.in(mode).score()));
  }

  private static double share(List<Outcome> of, Predicate<Outcome> right) {
    return of.stream().mapToInt(each -> right.test(each) ? 1 : 0).average().orElseThrow();
  }

  private static double meanCycles(List<Outcome> of, HaltMode mode) {
    return of.stream().mapToInt(each -> each.in(mode).cycles()).average().orElseThrow();
  }
}
