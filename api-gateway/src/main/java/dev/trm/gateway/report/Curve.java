package dev.trm.gateway.report;

import dev.trm.jobs.store.MetricPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * A share, 0 to 1, over training steps.
 *
 * @param points by step, at least one, each step once
 */
record Curve(List<MetricPoint> points) {
  Curve {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException("points is []; a curve has at least one");
    }
  }

  /** What can be drawn of measurements by step. */
  static List<MetricPoint> drawable(List<MetricPoint> measured) {
    List<MetricPoint> points = new ArrayList<>();
    for (MetricPoint point : measured) {
      if (Double.isFinite(point.value())) {
        points.add(point);
      }
    }
    return points;
  }

  MetricPoint first() {
    return points.get(0);
  }

  MetricPoint last() {
    return points.get(points.size() - 1);
  }

  /** So many values at steps of equal distance, straight lines assumed between points. */
  List<Double> evenly(int count) {
    List<Double> values = new ArrayList<>();
    int right = 0;
    for (int i = 0; i < count; i++) {
      double step =
          first().step() + (last().step() - first().step()) * (double) i / Math.max(1, count - 1);
      while (right < points.size() - 1 && points.get(right).step() < step) {
        right++;
      }
      MetricPoint after = points.get(right);
      MetricPoint before = points.get(Math.max(0, right - 1));
      long gap = after.step() - before.step();
      double part = gap == 0 ? 1 : (step - before.step()) / gap;
      values.add(before.value() + (after.value() - before.value()) * part);
    }
    return values;
  }
}
