package dev.trm.benchmarks.load;

/** Identifies a job whose id no client received; unique for each request. */
public final class Subject {
  private Subject() {}

  /** For a solve: its puzzle, which no other request of the run has. */
  public static String ofGrid(String grid) {
    return "grid " + grid;
  }

  /** For a training: the seed of its data. */
  public static String ofSeed(long seed) {
    return "seed " + seed;
  }

  /** For a retry of another job. */
  public static String ofRetry(String job) {
    return "retry of " + job;
  }

  /** For a batch: the puzzle on its first line. */
  public static String ofBatch(String firstGrid) {
    return "batch from " + firstGrid;
  }

  /** For a request about a job. */
  public static String ofJob(String job) {
    return "job " + job;
  }
}
