package dev.trm.puzzles.arc;

import dev.trm.puzzles.grid.Grid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model answered to one test input under all augmentations, put to the vote: the answer
 * given most often first, of equally frequent ones the one of the highest mean halt probability,
 * then the one whose text comes first, so that the order of the ballots does not matter.
 */
public final class ArcVote {

  private final Map<Grid, Ballots> ballots = new LinkedHashMap<>();

  /**
   * An answer and its support.
   *
   * @param votes how often it was given
   * @param haltProbability mean over its votes
   */
  public record Candidate(Grid grid, int votes, double haltProbability) {}

  private static final class Ballots {
    private final List<Double> probabilities = new ArrayList<>();

    /** Summed in order of size: the order in which they came leaves no trace in the last bit. */
    private double mean() {
      return probabilities.stream().sorted().mapToDouble(each -> each).sum() / probabilities.size();
    }
  }

  /**
   * Counts an answer, its augmentation undone. An empty one is no answer and does not count.
   *
   * @param haltProbability 0 to 1
   */
  public void add(Grid answer, double haltProbability) {
    if (!(haltProbability >= 0 && haltProbability <= 1)) {
      throw new IllegalArgumentException(
          "haltProbability is " + haltProbability + "; it must be 0 to 1");
    }
    if (!answer.isEmpty()) {
      ballots.computeIfAbsent(answer, first -> new Ballots()).probabilities.add(haltProbability);
    }
  }

  /** All answers, the best first. */
  public List<Candidate> ranking() {
    return ballots.entrySet().stream()
        .map(
            each ->
                new Candidate(
                    each.getKey(), each.getValue().probabilities.size(), each.getValue().mean()))
        .sorted(
            Comparator.comparingInt(Candidate::votes)
                .thenComparingDouble(Candidate::haltProbability)
                .reversed()
                .thenComparing(each -> each.grid().toString()))
        .toList();
  }

  /** Whether the right answer is among the best k: pass@k. */
  public boolean passes(Grid solution, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + "; it must be at least 1");
    }
    return ranking().stream().limit(k).anyMatch(each -> each.grid().equals(solution));
  }

  /** The two best; the best twice where there is one only, a single black cell where none. */
  public ArcSubmission.Attempts attempts() {
    List<Candidate> ranking = ranking();
    Grid first = ranking.isEmpty() ? ArcSubmission.NO_ANSWER : ranking.get(0).grid();
    return new ArcSubmission.Attempts(first, ranking.size() < 2 ? first : ranking.get(1).grid());
  }
}
