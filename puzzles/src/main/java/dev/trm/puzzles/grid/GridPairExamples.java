package dev.trm.puzzles.grid;

import dev.trm.puzzles.Example;
import dev.trm.puzzles.ExampleSet;
import java.util.List;
import java.util.SplittableRandom;

/** A user's training pairs, without augmentation, because their symmetries are unknown. */
public final class GridPairExamples implements ExampleSet {
  private static final int THE_ONLY_PUZZLE_ID = 0;

  private final List<GridPair> pairs;
  private final GridLayout layout;

  /**
   * @param pairs at least one
   * @param layout that fits all of them
   */
  public GridPairExamples(List<GridPair> pairs, GridLayout layout) {
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("pairs is empty; there is nothing to train on");
    }
    for (GridPair pair : pairs) {
      layout.requireFit(pair.input(), "/input", "input");
      layout.requireFit(pair.output(), "/output", "output");
    }
    this.pairs = List.copyOf(pairs);
    this.layout = layout;
  }

  @Override
  public int size() {
    return pairs.size();
  }

  @Override
  public Example draw(int index, SplittableRandom random) {
    GridPair pair = pairs.get(index);
    return new Example(
        layout.tokens(pair.input()), layout.tokens(pair.output()), THE_ONLY_PUZZLE_ID);
  }
}
