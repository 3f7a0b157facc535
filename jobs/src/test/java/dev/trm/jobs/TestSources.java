package dev.trm.jobs;

/** For trainings that name neither a data set that was sent nor a checkpoint. */
public final class TestSources {
  public static final TrainingSources NONE =
      new TrainingSources(KnownDatasets.NONE, KnownCheckpoints.NONE);

  private TestSources() {}
}
