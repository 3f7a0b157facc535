package dev.trm.puzzles.grid;

/** The result of reading a line of NDJSON. */
public sealed interface GridPairLine {

  /** The line number from 1, with blank lines counted. */
  int line();

  /** A valid pair. */
  record Read(int line, GridPair pair) implements GridPairLine {}

  /**
   * An invalid line.
   *
   * @param pointer JSON pointer within the line, empty for the whole line
   * @param reason for people
   */
  record Refused(int line, String pointer, String reason) implements GridPairLine {}
}
