package dev.trm.model.train;

/** The course of the learning rate after its warm-up. */
public enum Schedule {
  CONSTANT,
  COSINE
}
