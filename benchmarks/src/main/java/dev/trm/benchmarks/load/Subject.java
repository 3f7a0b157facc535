package dev.trm.benchmarks.load;

/** What a job is recognised by when nobody was told its id: no two requests share it. */
public final class Subject {
  private Subject() {}

  /** Of a solve: its puzzle, which no other request of the run has. */
  public static String ofGrid(String grid) {
    return "grid " + grid;
  }

  /** Of a training: the seed of its data. */
  public static String ofSeed(long seed) {
    return "seed " + seed;
  }

  /** Of a job that runs another one again. */
  public static String ofRetry(String job) {
    return "retry of " + job;
  }

  /** Of a batch: the puzzle on its first line. */
  public static String ofBatch(String firstGrid) {
    return "batch from " + firstGrid;
  }

  /** Of a request about a job. */
  public static String ofJob(String job) {
    return "job " + job;
  }
}
