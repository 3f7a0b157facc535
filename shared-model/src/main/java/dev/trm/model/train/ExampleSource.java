package dev.trm.model.train;

import java.util.List;

/** Endless examples in an order that its state determines. */
public interface ExampleSource {

  /**
   * The shapes of its examples for a network with relations, always the same. Empty for other
   * networks: all examples then have one shape, and {@link TrainingOptions#batch} slots.
   */
  default List<ExampleShape> shapes() {
    return List.of();
  }

  /**
   * The next example of a shape.
   *
   * @param shape its index in {@link #shapes()}; 0 if that is empty
   */
  TrainingExample next(int shape);

  /** All that decides what comes next; {@link #restore} takes it back. */
  long[] state();

  void restore(long[] state);
}
