package dev.trm.jobs.store;

/** What became of the wish to delete a data set. */
public sealed interface DatasetRemoval {
  /** It is gone. */
  record Removed() implements DatasetRemoval {}

  /** There is none. */
  record NotThere() implements DatasetRemoval {}

  /**
   * It stays, since what was made of it could not be told or made again.
   *
   * @param trainings that name it, ended ones included
   * @param schedules that name it
   * @param recipes that name it, or let events choose it
   * @param gates of models that evaluate on it
   */
  record InUse(int trainings, int schedules, int recipes, int gates) implements DatasetRemoval {}
}
