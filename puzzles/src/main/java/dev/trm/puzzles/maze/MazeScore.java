package dev.trm.puzzles.maze;

/**
 * An answer, judged in both ways.
 *
 * @param strict it is the label, cell for cell
 * @param valid it shows a shortest path, whichever, and changes nothing else
 */
public record MazeScore(boolean strict, boolean valid) {

  public MazeScore {
    if (strict && !valid) {
      throw new IllegalArgumentException("valid is false; a label is always valid");
    }
  }
}
