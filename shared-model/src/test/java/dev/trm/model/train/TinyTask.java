package dev.trm.model.train;

import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.TrmConfig;
import org.jspecify.annotations.Nullable;

/**
 * Each answer token is the question's token plus one: a task that a tiny network learns quickly.
 */
final class TinyTask implements ExampleSource {

  static final int CELLS = 6;

  private SplitMix random = new SplitMix(4);

  @Override
  public TrainingExample next(int shape) {
    int[] question = new int[CELLS];
    int[] answer = new int[CELLS];
    for (int cell = 0; cell < CELLS; cell++) {
      question[cell] = random.between(0, 6);
      answer[cell] = question[cell] + 1;
    }
    return new TrainingExample(question, answer, random.between(0, 2));
  }

  @Override
  public long[] state() {
    return new long[] {random.state()};
  }

  @Override
  public void restore(long[] state) {
    random = new SplitMix(state[0]);
  }

  /** A task for each network: for one that takes groups of two shapes. */
  static ExampleSource of(Mixer mixer) {
    return switch (mixer) {
      case RELATIONS -> new TinySudokus(2);
      case NEIGHBOURS -> new TinyMazes();
      case MLP, ATTENTION -> new TinyTask();
    };
  }

  static TrmConfig config(Mixer mixer) {
    if (mixer.takesGroups()) {
      return mixer == Mixer.RELATIONS ? TinySudokus.config() : TinyMazes.config();
    }
    return new TrmConfig(
        8, CELLS, 32, 2, 2, 2, 32, 2, 2, 4, 1, 32, 3, mixer, Positions.ROPE, 10000, 1e-5);
  }

  static TrainingOptions options(int batch, long seed) {
    return options(batch, seed, 0, null);
  }

  static TrainingOptions options(
      int batch, long seed, double labelSmoothing, TrainingOptions.@Nullable Muon muon) {
    return new TrainingOptions(
        batch,
        600,
        5e-3,
        1e-2,
        0.1,
        0.1,
        0.9,
        0.95,
        10,
        Schedule.COSINE,
        0.1,
        0.9,
        0.1,
        seed,
        labelSmoothing,
        muon);
  }
}
