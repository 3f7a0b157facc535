package dev.trm.model;

/** How a position is told to the network; the reference's {@code pos_encodings}. */
public enum Positions {
  NONE,
  ROPE,
  LEARNED
}
