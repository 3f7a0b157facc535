package dev.trm.trainer;

import dev.trm.model.train.StepMetrics;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Means over the steps since the last read; accuracies are weighted by their numbers of puzzles.
 */
final class MetricWindow {
  private long steps;
  private long finished;
  private double loss;
  private double lmLoss;
  private double haltLoss;
  private double cells;
  private double exact;
  private double halts;
  private double cycles;
  private double learningRate;
  private long timed;
  private long nanos;

  /**
   * @param nanos duration of the step
   */
  void add(StepMetrics step, long nanos) {
    steps++;
    loss += step.loss();
    lmLoss += step.lmLoss();
    haltLoss += step.haltLoss();
    learningRate = step.learningRate();
    timed++;
    this.nanos += nanos;
    if (step.finished() > 0) {
      finished += step.finished();
      cells += step.cellAccuracy() * step.finished();
      exact += step.exactAccuracy() * step.finished();
      halts += step.haltAccuracy() * step.finished();
      cycles += step.meanCycles() * step.finished();
    }
  }

  long steps() {
    return steps;
  }

  /** The state that determines the next read, except the time; {@link #restore} takes it back. */
  double[] state() {
    return new double[] {
      steps, finished, loss, lmLoss, haltLoss, cells, exact, halts, cycles, learningRate
    };
  }

  /**
   * @throws IllegalArgumentException if it is not a {@link #state}
   */
  void restore(double[] state) {
    if (state.length != state().length) {
      throw new IllegalArgumentException(
          "the metrics' window has " + state.length + " numbers; it must have " + state().length);
    }
    steps = (long) state[0];
    finished = (long) state[1];
    loss = state[2];
    lmLoss = state[3];
    haltLoss = state[4];
    cells = state[5];
    exact = state[6];
    halts = state[7];
    cycles = state[8];
    learningRate = state[9];
  }

  /**
   * Returns the means by name and resets the window. Contains no accuracies if no puzzle has
   * halted.
   */
  Map<String, Double> read() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", loss / steps);
    values.put("lmLoss", lmLoss / steps);
    values.put("haltLoss", haltLoss / steps);
    values.put("learningRate", learningRate);
    if (timed > 0) {
      values.put("stepsPerSecond", timed * 1e9 / Math.max(1, nanos));
    }
    if (finished > 0) {
      values.put("cellAccuracy", cells / finished);
      values.put("exactAccuracy", exact / finished);
      values.put("haltAccuracy", halts / finished);
      values.put("meanCycles", cycles / finished);
    }
    steps = 0;
    finished = 0;
    loss = lmLoss = haltLoss = cells = exact = halts = cycles = 0;
    timed = 0;
    nanos = 0;
    return values;
  }
}
