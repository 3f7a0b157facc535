package dev.trm.model.train;

import dev.trm.model.CellGroups;

/**
 * One shape of examples for a network with relations. Each step trains the slots of one shape.
 *
 * @param shape the shape that all its examples have
 * @param share how often it is trained, relative to the other shapes
 * @param batch its number of slots
 */
public record ExampleShape(CellGroups.Shape shape, double share, int batch) {

  public ExampleShape {
    if (!(share > 0 && share < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("share is " + share + "; it must be more than 0");
    }
    if (batch < 1 || batch > 1 << 16) {
      throw new IllegalArgumentException("batch is " + batch + "; it must be 1 to 65536");
    }
  }

  /**
   * The number of slots of one shape that have about as many nodes as the slots of another shape.
   *
   * @param batch number of slots of {@code reference}
   */
  public static int batch(int batch, CellGroups.Shape reference, CellGroups.Shape shape) {
    double nodes = (double) batch * reference.cells() * reference.symbols();
    return (int) Math.max(1, Math.round(nodes / ((double) shape.cells() * shape.symbols())));
  }
}
