package dev.trm.model.train;

import java.util.List;

/** An endless sequence of examples that its state determines. */
public interface ExampleSource {

  /**
   * The shapes of its examples for a network with relations; constant. Empty for other networks:
   * all examples then have one shape, with {@link TrainingOptions#batch} slots.
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

  /** The state that determines all further examples; {@link #restore} takes it back. */
  long[] state();

  void restore(long[] state);
}
