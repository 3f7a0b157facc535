package dev.trm.puzzles.arc;

import dev.trm.puzzles.grid.Grid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The majority vote over a model's answers to one test input under all augmentations. The most
 * frequent answer comes first; ties are broken by the mean halt probability, then by the answer's
 * text, so that the order of the votes does not matter.
 */
public final class ArcVote {

  private final Map<Grid, Ballots> ballots = new LinkedHashMap<>();

  /**
   * An answer and its votes.
   *
   * @param votes number of votes
   * @param haltProbability mean over its votes
   */
  public record Candidate(Grid grid, int votes, double haltProbability) {}

  private static final class Ballots {
    private final List<Double> probabilities = new ArrayList<>();

    /** Sums in order of size, so that the order of the votes does not change the last bits. */
    private double mean() {
      return probabilities.stream().sorted().mapToDouble(each -> each).sum() / probabilities.size();
    }
  }

  /**
   * Adds a vote for an answer whose augmentation was undone. An empty answer does not count.
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

  /** Whether the correct answer is among the best k: pass@k. */
  public boolean passes(Grid solution, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + "; it must be at least 1");
    }
    return ranking().stream().limit(k).anyMatch(each -> each.grid().equals(solution));
  }

  /**
   * The two best answers: the best one twice if there is only one, a single black cell if there is
   * none.
   */
  public ArcSubmission.Attempts attempts() {
    List<Candidate> ranking = ranking();
    Grid first = ranking.isEmpty() ? ArcSubmission.NO_ANSWER : ranking.get(0).grid();
    return new ArcSubmission.Attempts(first, ranking.size() < 2 ? first : ranking.get(1).grid());
  }
}
