package dev.trm.model.train;

import java.util.List;

/**
 * Chooses the shape that each step trains: a seeded draw weighted by the shapes' shares. A seed
 * always gives the same sequence.
 */
final class ShapeSchedule {

  private final List<ExampleShape> shapes;
  private final long seed;
  private final double total;

  /**
   * @param shapes empty where all examples have one shape
   */
  ShapeSchedule(List<ExampleShape> shapes, long seed) {
    this.shapes = List.copyOf(shapes);
    this.seed = seed;
    this.total = shapes.stream().mapToDouble(ExampleShape::share).sum();
  }

  /** The index of the shape that a step trains. */
  int at(long step) {
    double left = new SplitMix(new SplitMix(seed).nextLong() ^ step).nextDouble() * total;
    for (int i = 0; i < shapes.size(); i++) {
      left -= shapes.get(i).share();
      if (left < 0) {
        return i;
      }
    }
    return Math.max(0, shapes.size() - 1);
  }
}
