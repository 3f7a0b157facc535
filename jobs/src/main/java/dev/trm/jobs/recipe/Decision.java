package dev.trm.jobs.recipe;

import dev.trm.jobs.TrainSpec;

/** What a recipe does about an event. */
public sealed interface Decision {
  /** It trains. */
  record Train(TrainSpec spec) implements Decision {}

  /**
   * It does nothing.
   *
   * @param why for people
   */
  record Ignore(String why) implements Decision {}
}
