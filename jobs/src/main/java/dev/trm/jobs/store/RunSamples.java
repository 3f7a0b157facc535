package dev.trm.jobs.store;

import dev.trm.puzzles.PuzzleKind;
import java.util.List;

/**
 * Some held-out puzzles as a run's latest evaluation saw them solved; the same ones each time.
 *
 * @param kind of all puzzles
 * @param step after which the weights were so, at least 0
 * @param samples at most {@value #MOST}
 */
public record RunSamples(PuzzleKind kind, long step, List<HeldOutSample> samples) {
  /** So many are kept of a run. */
  public static final int MOST = 6;

  public RunSamples {
    if (step < 0) {
      throw new IllegalArgumentException("step is " + step + "; it must not be negative");
    }
    if (samples.size() > MOST) {
      throw new IllegalArgumentException(
          "samples has " + samples.size() + " entries; at most " + MOST + " are kept");
    }
    samples = List.copyOf(samples);
  }
}
