package dev.trm.trainer;

import dev.trm.model.train.ExampleSource;
import dev.trm.model.train.TrainingExample;
import dev.trm.puzzles.Example;
import dev.trm.puzzles.ExampleSet;
import java.util.SplittableRandom;

/**
 * An endless sequence of a set's examples: every epoch draws each once, in a new order. The seed
 * and the number of draws determine all further examples, so the count is the complete state.
 */
final class EpochExamples implements ExampleSource {
  private static final int IGNORED_BY_THE_LOSS = -100;

  private final ExampleSet examples;
  private final long seed;
  private final int[] order;
  private long shuffledFor = -1;
  private long drawn;

  EpochExamples(ExampleSet examples, long seed) {
    this.examples = examples;
    this.seed = seed;
    this.order = new int[examples.size()];
  }

  @Override
  public TrainingExample next(int shape) {
    Example example = draw();
    return new TrainingExample(example.question(), labels(example.answer()), example.puzzleId());
  }

  /** The next example in the set's own form. */
  Example draw() {
    shuffleFor(drawn / order.length);
    Example example = examples.draw(order[(int) (drawn % order.length)], random(2 * drawn));
    drawn++;
    return example;
  }

  /** Converts an answer to labels for the loss, which ignores padding. */
  static int[] labels(int[] answer) {
    int[] labels = new int[answer.length];
    for (int cell = 0; cell < labels.length; cell++) {
      labels[cell] = answer[cell] == Example.PAD ? IGNORED_BY_THE_LOSS : answer[cell];
    }
    return labels;
  }

  private void shuffleFor(long epoch) {
    if (epoch == shuffledFor) {
      return;
    }
    SplittableRandom random = random(2 * epoch + 1);
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    shuffledFor = epoch;
  }

  /** Even numbers are for draws, odd ones for epochs, so that no stream is used twice. */
  private SplittableRandom random(long purpose) {
    return new SplittableRandom(seed ^ new SplittableRandom(purpose).nextLong());
  }

  @Override
  public long[] state() {
    return new long[] {drawn};
  }

  @Override
  public void restore(long[] state) {
    drawn = state[0];
  }
}
