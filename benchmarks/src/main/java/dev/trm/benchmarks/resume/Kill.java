package dev.trm.benchmarks.resume;

import dev.trm.jobs.faults.FaultPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * When a trainer is killed.
 *
 * @param step the reported step of the run after which it is killed
 * @param point the fault point to wait for; null to kill immediately
 */
record Kill(long step, @Nullable FaultPoint point) {
  /** The most critical fault points; the last one occurs once, after the last step. */
  private static final List<FaultPoint> POINTS =
      List.of(
          FaultPoint.CHECKPOINT_DRAFTED,
          FaultPoint.CHECKPOINT_FILE_WRITTEN,
          FaultPoint.CHECKPOINT_NOTED,
          FaultPoint.MID_CYCLE,
          FaultPoint.BEFORE_OUTCOME);

  /** Two of five kills are at fault points, in turn; the others at random moments. */
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
