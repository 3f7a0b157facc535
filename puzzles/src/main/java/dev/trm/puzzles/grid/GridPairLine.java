package dev.trm.puzzles.grid;

/** What became of a line of NDJSON. */
public sealed interface GridPairLine {

  /** Counted from 1, blank ones included. */
  int line();

  /** A pair. */
  record Read(int line, GridPair pair) implements GridPairLine {}

  /**
   * No pair.
   *
   * @param pointer JSON pointer within the line, empty for all of it
   * @param reason for people
   */
  record Refused(int line, String pointer, String reason) implements GridPairLine {}
}
