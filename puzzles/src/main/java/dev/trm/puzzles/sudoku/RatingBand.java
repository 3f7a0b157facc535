package dev.trm.puzzles.sudoku;

/**
 * A range of ratings by the solver's number of backtracks; 0 if singles alone solve a puzzle.
 *
 * @param least at least 0
 * @param most at least {@code least}
 */
public record RatingBand(int least, int most) {

  /** Contains every puzzle. */
  public static final RatingBand ANY = new RatingBand(0, Integer.MAX_VALUE);

  public RatingBand {
    if (least < 0) {
      throw new IllegalArgumentException("least is " + least + "; it must be at least 0");
    }
    if (least > most) {
      throw new IllegalArgumentException("least is " + least + "; most is less, " + most);
    }
  }

  /** Whether a puzzle's rating is within the band. */
  public boolean takes(RatedPuzzle puzzle) {
    return puzzle.backtracks() >= least && puzzle.backtracks() <= most;
  }
}
