package dev.trm.benchmarks.slots;

import java.util.ArrayList;
import java.util.List;

/** What one side has done so far. */
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
   * @param puzzles what became of each
   * @param speed puzzles a second
   */
  void add(List<Side.Ended> puzzles, double speed) {
    ended.addAll(puzzles);
    speeds.add(speed);
  }

  /** All puzzles, in the order in which every side had them. */
  List<Side.Ended> ended() {
    return ended;
  }

  /** Puzzles a second, by rounds. */
  List<Double> speeds() {
    return speeds;
  }
}
