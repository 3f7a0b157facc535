package dev.trm.solver.slots;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The permitted numbers of slots of a batch. The choice does not change results. */
public final class ShapeLadder {
  private static final int STEP = 4;

  private final TreeSet<Integer> rungs;

  /**
   * @param rungs in any order, at least one, each at least 1
   */
  public ShapeLadder(List<Integer> rungs) {
    if (rungs.isEmpty()) {
      throw new IllegalArgumentException("shapes: none given; there must be at least one");
    }
    for (int rung : rungs) {
      if (rung < 1) {
        throw new IllegalArgumentException("shapes: " + rung + " is less than 1");
      }
    }
    this.rungs = new TreeSet<>(rungs);
  }

  /** All numbers up to the largest: suitable if time grows with every row, as on a CPU. */
  public static ShapeLadder everySize(int largest) {
    return new ShapeLadder(IntStream.rangeClosed(1, largest).boxed().toList());
  }

  /** 1, 4, 16 … and the largest: few shapes, for devices that a small batch leaves underused. */
  public static ShapeLadder fourfold(int largest) {
    TreeSet<Integer> rungs = new TreeSet<>();
    for (long rung = 1; rung < largest; rung *= STEP) {
      rungs.add((int) rung);
    }
    rungs.add(largest);
    return new ShapeLadder(List.copyOf(rungs));
  }

  /** The permitted numbers up to a maximum, with the maximum as the largest. */
  public ShapeLadder atMost(int most) {
    return most >= largest()
        ? this
        : new ShapeLadder(Stream.concat(rungs.headSet(most).stream(), Stream.of(most)).toList());
  }

  public int largest() {
    return rungs.last();
  }

  /** The smallest permitted number that holds these puzzles, or the largest. */
  public int fitting(int puzzles) {
    Integer rung = rungs.ceiling(puzzles);
    return rung == null ? largest() : rung;
  }
}
