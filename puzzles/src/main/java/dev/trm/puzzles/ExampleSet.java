package dev.trm.puzzles;

import java.util.SplittableRandom;

/**
 * A set of training examples. An epoch draws each example once, under a random augmentation that
 * keeps it a valid puzzle of its kind.
 */
public interface ExampleSet {

  /** The number of examples, at least 1. */
  int size();

  /**
   * Draws an example under a random augmentation. Equal states of the random source give equal
   * examples.
   *
   * @param index from 0 to below the size
   */
  Example draw(int index, SplittableRandom random);
}
