package dev.trm.model;

/** How the network encodes positions; the reference's {@code pos_encodings}. */
public enum Positions {
  NONE,
  ROPE,
  LEARNED
}
