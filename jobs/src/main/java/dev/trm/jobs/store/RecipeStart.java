package dev.trm.jobs.store;

import dev.trm.jobs.Job;
import java.time.Duration;

/** What came of an event. */
public sealed interface RecipeStart {
  /** It started this. */
  record Started(Job job) implements RecipeStart {}

  /** It was here before; nothing has changed. */
  record Seen(RecipeEvent event) implements RecipeStart {}

  /** It is none to start anything for, which is noted. */
  record Ignored(String why) implements RecipeStart {}

  /**
   * The recipe has started as much as it may; nothing is noted, so the event may come again.
   *
   * @param why for people
   * @param later when to come again
   */
  record TooMany(String why, Duration later) implements RecipeStart {}

  /** There is no such recipe. */
  record Unknown() implements RecipeStart {}
}
