package dev.trm.model;

/** How a layer mixes the positions of a sequence. */
public enum Mixer {
  /** Self-attention over all positions. */
  ATTENTION,
  /** A SwiGLU over the length; the length is then fixed. */
  MLP,
  /** Sums over groups of cells that each puzzle brings along, symbol by symbol. */
  RELATIONS
}
