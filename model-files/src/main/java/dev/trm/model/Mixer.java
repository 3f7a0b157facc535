package dev.trm.model;

/** How a layer exchanges information between the positions of a sequence. */
public enum Mixer {
  /** Self-attention over all positions. */
  ATTENTION,
  /** A SwiGLU over the length, which is therefore fixed. */
  MLP,
  /** Sums over the groups of cells of each puzzle, for each symbol. */
  RELATIONS,
  /** Sums over the neighbours of each cell, which are part of the puzzle, and over all cells. */
  NEIGHBOURS;

  /**
   * Whether the network takes each puzzle's groups of cells as input, and so puzzles of any size.
   */
  public boolean takesGroups() {
    return this == RELATIONS || this == NEIGHBOURS;
  }
}
