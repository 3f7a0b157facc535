package dev.trm.benchmarks.slots;

import java.util.ArrayList;
import java.util.List;

/** The results of one side so far. */
final class SideFigures {
  private final Side side;
  private final List<Side.Ended> ended = new ArrayList<>();
  private final List<Double> speeds = new ArrayList<>();

  SideFigures(Side side) {
    this.side = side;
  }

  Side side() {
    return side;
  }

  /**
   * Adds a round.
   *
   * @param puzzles the result of each
   * @param speed puzzles per second
   */
  void add(List<Side.Ended> puzzles, double speed) {
    ended.addAll(puzzles);
    speeds.add(speed);
  }

  /** All puzzles, in the order common to all sides. */
  List<Side.Ended> ended() {
    return ended;
  }

  /** Puzzles per second, by round. */
  List<Double> speeds() {
    return speeds;
  }
}
