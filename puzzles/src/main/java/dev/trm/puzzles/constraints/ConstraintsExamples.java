package dev.trm.puzzles.constraints;

import dev.trm.puzzles.Example;
import dev.trm.puzzles.ExampleSet;
import dev.trm.puzzles.Variation;
import java.util.List;
import java.util.SplittableRandom;

/** Training puzzles, each under a random symmetry of its board. */
public final class ConstraintsExamples implements ExampleSet {
  private static final int THE_ONLY_PUZZLE_ID = 0;

  private final List<RatedConstraints> puzzles;

  /**
   * @param puzzles at least one, each read when it is drawn
   */
  public ConstraintsExamples(List<RatedConstraints> puzzles) {
    if (puzzles.isEmpty()) {
      throw new IllegalArgumentException("puzzles is empty; there is nothing to train on");
    }
    this.puzzles = puzzles;
  }

  @Override
  public int size() {
    return puzzles.size();
  }

  @Override
  public Example draw(int index, SplittableRandom random) {
    RatedConstraints puzzle = puzzles.get(index);
    Variation variation = puzzle.board().symmetries().random(random);
    return new Example(
        variation.apply(puzzle.questionTokens()),
        variation.apply(puzzle.answerTokens()),
        THE_ONLY_PUZZLE_ID,
        puzzle.board().relations());
  }
}
