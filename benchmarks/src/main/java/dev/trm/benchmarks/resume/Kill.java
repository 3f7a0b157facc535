package dev.trm.benchmarks.resume;

import dev.trm.jobs.faults.FaultPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * When a trainer is killed.
 *
 * @param step as soon as the run has told it
 * @param point then at this moment, when it comes; null for at once
 */
record Kill(long step, @Nullable FaultPoint point) {
  /** Where a crash hurts most; the last comes once, after the last step. */
  private static final List<FaultPoint> POINTS =
      List.of(
          FaultPoint.CHECKPOINT_DRAFTED,
          FaultPoint.CHECKPOINT_FILE_WRITTEN,
          FaultPoint.CHECKPOINT_NOTED,
          FaultPoint.MID_CYCLE,
          FaultPoint.BEFORE_OUTCOME);

  /** Two of five kills are at points, each in its turn; the others at any moment. */
  static List<Kill> plan(int count, long steps, Random random) {
    List<Kill> kills = new ArrayList<>();
    int points = 0;
    for (int i = 0; i < count; i++) {
      long step = 1 + random.nextInt((int) (steps * 9 / 10));
      boolean atPoint = i % 5 == 1 || i % 5 == 3;
      kills.add(new Kill(step, atPoint ? POINTS.get(points++ % POINTS.size()) : null));
    }
    return kills;
  }

  @Override
  public String toString() {
    return "step " + step + (point == null ? "" : " and " + point);
  }
}
