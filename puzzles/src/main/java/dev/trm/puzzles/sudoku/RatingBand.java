package dev.trm.puzzles.sudoku;

/**
 * Which puzzles are wanted, by how often the solver takes back a guess; 0 falls to singles alone.
 *
 * @param least at least 0
 * @param most at least the least
 */
public record RatingBand(int least, int most) {

  /** Takes every puzzle. */
  public static final RatingBand ANY = new RatingBand(0, Integer.MAX_VALUE);

  public RatingBand {
    if (least < 0) {
      throw new IllegalArgumentException("least is " + least + "; it must be at least 0");
    }
    if (least > most) {
      throw new IllegalArgumentException("least is " + least + "; most is less, " + most);
    }
  }

  /** Whether it is rated within the band. */
  public boolean takes(RatedPuzzle puzzle) {
    return puzzle.backtracks() >= least && puzzle.backtracks() <= most;
  }
}
