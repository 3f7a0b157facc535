package dev.trm.puzzles;

import java.util.SplittableRandom;

/**
 * Examples to train on. An epoch draws each once, changed at random in the ways that leave a puzzle
 * of its kind what it is.
 */
public interface ExampleSet {

  /** The number of examples, at least 1. */
  int size();

  /**
   * An example, changed at random. Equal states of the randomness give equal examples.
   *
   * @param index from 0 to below the size
   */
  Example draw(int index, SplittableRandom random);
}
