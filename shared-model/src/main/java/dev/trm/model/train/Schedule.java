package dev.trm.model.train;

/** What the learning rate does after its warm-up. */
public enum Schedule {
  CONSTANT,
  COSINE
}
