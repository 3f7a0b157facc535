package dev.trm.model;

/** How a layer mixes the positions of a sequence. */
public enum Mixer {
  /** Self-attention over all positions. */
  ATTENTION,
  /** A SwiGLU over the length; the length is then fixed. */
  MLP,
  /** Sums over groups of cells that each puzzle brings along, symbol by symbol. */
  RELATIONS,
  /** Sums over the neighbours of each cell, which each puzzle brings along, and over all cells. */
  NEIGHBOURS;

  /**
   * Whether the network is given each puzzle's groups of cells, and so takes puzzles of any size.
   */
  public boolean takesGroups() {
    return this == RELATIONS || this == NEIGHBOURS;
  }
}
