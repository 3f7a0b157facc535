package dev.trm.benchmarks.model;

import dev.trm.model.Mixer;
import dev.trm.model.Precision;

/** An endless training of the small network on one thread. */
public final class SteadyTraining implements AutoCloseable {
  private static final Case CASE = new Case(NetworkSize.SMALL, Mixer.MLP, Precision.FLOAT32, 8);

  private final JavaSide side = new JavaSide(1);

  public SteadyTraining() {
    side.open(CASE, Exchange.of(CASE));
  }

  /** Runs training steps. */
  public void steps(int count) {
    for (int step = 0; step < count; step++) {
      side.seconds(Call.STEP);
    }
  }

  @Override
  public void close() {
    side.close();
  }
}
