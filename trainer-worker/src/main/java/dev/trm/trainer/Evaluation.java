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
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A model's results on held-out puzzles, in each halt mode of their kind. For several sets, an
 * overall figure is the mean of the sets' figures, weighted by their shares.
 *
 * @param parts one for each set of puzzles, at least one
 * @param samples of the first puzzles, for display
 * @param search results of further attempts; null if there were none
 */
record Evaluation(List<Part> parts, List<HeldOutSample> samples, @Nullable SearchFigures search) {

  Evaluation {
    parts = List.copyOf(parts);
    samples = List.copyOf(samples);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("parts is empty; there is nothing to judge by");
    }
  }

  /** The results on a single set, without samples. */
  Evaluation(PuzzleKind kind, List<Outcome> outcomes) {
    this(List.of(new Part("all", 1, kind, outcomes)), List.of(), null);
  }

  /**
   * The results on one set of puzzles.
   *
   * @param name of the set
   * @param share weight in an overall figure, more than 0
   * @param outcomes one for each puzzle, at least one
   */
  record Part(String name, double share, PuzzleKind kind, List<Outcome> outcomes) {
    Part {
      if (outcomes.isEmpty()) {
        throw new IllegalArgumentException("outcomes is empty; there is nothing to judge by");
      }
      outcomes = List.copyOf(outcomes);
    }
  }

  /** The kind of the first set. */
  PuzzleKind kind() {
    return parts.get(0).kind();
  }

  /** The outcomes of all sets, one set after the other. */
  List<Outcome> outcomes() {
    return parts.stream().flatMap(part -> part.outcomes().stream()).toList();
  }

  /** The same results with those of further attempts. */
  Evaluation with(SearchFigures figures) {
    return new Evaluation(parts, samples, figures);
  }

  private double mean(ToDoubleFunction<List<Outcome>> figure) {
    double shares = parts.stream().mapToDouble(Part::share).sum();
    return parts.stream()
            .mapToDouble(part -> part.share() * figure.applyAsDouble(part.outcomes()))
            .sum()
        / shares;
  }

  /**
   * The result of one puzzle.
   *
   * @param cells number of cells
   * @param measures of difficulty, by name
   * @param drafts the score of the draft after each cycle, in order
   * @param cellAccuracy share of correct cells of the draft after all cycles
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

  /** The score of the answer, and the number of cycles after which the solve ended. */
  record Ending(AnswerScore score, int cycles) {}

  /** The halt modes of a kind: {@code checked} needs rules. */
  static List<HaltMode> modes(PuzzleKind kind) {
    return Arrays.stream(HaltMode.values())
        .filter(mode -> mode != HaltMode.CHECKED || kind.hasRules())
        .toList();
  }

  /** The halt modes common to all of its kinds. */
  List<HaltMode> modes() {
    return modes(kind()).stream()
        .filter(mode -> parts.stream().allMatch(part -> modes(part.kind()).contains(mode)))
        .toList();
  }

  /** Whether rules can check all answers. */
  boolean hasRules() {
    return parts.stream().allMatch(part -> part.kind().hasRules());
  }

  /**
   * The share of correct answers in the default halt mode, 0 to 1: valid ones if there are rules,
   * else exact ones.
   */
  double accuracy() {
    return hasRules() ? validAccuracy(mode()) : exactAccuracy(mode());
  }

  /** The default halt mode of solves. */
  HaltMode mode() {
    return HaltMode.usual(kind());
  }

  /** Share of answers that equal the expected answer, 0 to 1. */
  double exactAccuracy(HaltMode mode) {
    return mean(of -> share(of, mode, AnswerScore::exact));
  }

  /**
   * Share of answers that pass the rules, whether or not they equal the expected answer, 0 to 1.
   */
  double validAccuracy(HaltMode mode) {
    return mean(of -> share(of, mode, AnswerScore::valid));
  }

  double meanCycles(HaltMode mode) {
    return mean(of -> meanCycles(of, mode));
  }

  /**
   * The share of drafts that equal the expected answer after each cycle, 0 to 1, in order of
   * cycles.
   */
  List<Double> exactAfterCycles() {
    return sharesAfterCycles(AnswerScore::exact);
  }

  private List<Double> sharesAfterCycles(Predicate<AnswerScore> right) {
    return IntStream.range(0, parts.get(0).outcomes().get(0).drafts().size())
        .mapToObj(cycle -> mean(of -> share(of, each -> right.test(each.drafts().get(cycle)))))
        .toList();
  }

  /** Mean share of correct cells after all cycles, 0 to 1. */
  double cellAccuracy() {
    return mean(Evaluation::cellAccuracy);
  }

  private static double cellAccuracy(List<Outcome> of) {
    return of.stream().mapToDouble(Outcome::cellAccuracy).average().orElseThrow();
  }

  /** The figures for a promotion gate, without the throughput, which is measured separately. */
  GateFigures figures() {
    return new GateFigures(
        accuracy(),
        meanCycles(mode()),
        null,
        parts.size() > 1 ? bandsOfParts() : bandsOf(parts.get(0)));
  }

  private List<GateFigures.Band> bandsOfParts() {
    return parts.stream()
        .map(
            part ->
                new GateFigures.Band(
                    "part", part.name(), new Evaluation(part.kind(), part.outcomes()).accuracy()))
        .toList();
  }

  private static List<GateFigures.Band> bandsOf(Part part) {
    List<GateFigures.Band> bands = new ArrayList<>();
    for (Bands each : Bands.of(part.kind())) {
      for (Bands.Band band : each.split(part.outcomes())) {
        bands.add(
            new GateFigures.Band(
                each.measure(),
                each.words(band),
                new Evaluation(part.kind(), band.members()).accuracy()));
      }
    }
    return bands;
  }

  /** The figures over all puzzles, and by part or by each measure of difficulty. */
  JsonNode report() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("accuracy", accuracy());
    report.put("cellAccuracy", cellAccuracy());
    report.putAll(figuresByMode());
    report.put("afterCycles", afterCycles());
    SearchFigures searched = search;
    if (searched != null) {
      report.put("search", searched);
    }
    if (parts.size() > 1) {
      report.put("byPart", parts.stream().map(Evaluation::part).toList());
    } else {
      Part only = parts.get(0);
      for (Bands bands : Bands.of(only.kind())) {
        report.put(
            bands.title(),
            bands.split(only.outcomes(), of -> new Evaluation(only.kind(), of).figuresByMode()));
      }
    }
    return JobJson.tree(report);
  }

  private static Map<String, Object> part(Part part) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("part", part.name());
    figures.put("share", part.share());
    Evaluation alone = new Evaluation(part.kind(), part.outcomes());
    figures.put("accuracy", alone.accuracy());
    figures.putAll(alone.figuresByMode());
    return figures;
  }

  private Map<String, List<Double>> afterCycles() {
    Map<String, List<Double>> shares = new LinkedHashMap<>();
    shares.put("exact", exactAfterCycles());
    if (hasRules()) {
      shares.put("valid", sharesAfterCycles(AnswerScore::valid));
    }
    return shares;
  }

  private Map<String, Object> figuresByMode() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("puzzles", outcomes().size());
    for (HaltMode mode : modes()) {
      Map<String, Object> inMode = new LinkedHashMap<>();
      inMode.put("exact", exactAccuracy(mode));
      if (hasRules()) {
        inMode.put("valid", validAccuracy(mode));
      }
      inMode.put("meanCycles", meanCycles(mode));
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
