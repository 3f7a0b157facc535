package dev.trm.benchmarks.pipeline;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** A job queue to be measured. */
interface Contender {
  String name();

  /** How many processes work. */
  int workers();

  /** How it is set, in words. */
  String settings();

  /** Starts it; it is ready when this returns. */
  Started start() throws IOException, InterruptedException, SQLException;

  /** One that runs. */
  interface Started extends AutoCloseable {
    /** Forgets what was before: tallies are of what is submitted from now on. */
    void begin() throws IOException, SQLException;

    /** All processes that have a part in a job, by the names under which they are told. */
    Map<String, List<Long>> pids() throws IOException;

    /** Submits jobs and returns when all are accepted. */
    void submit(Way way, int jobs) throws IOException, InterruptedException;

    /** Whether no job is left to be done. */
    boolean idle() throws SQLException;

    /**
     * What became of the jobs.
     *
     * @param jobs how many were submitted
     */
    Tally tally(int jobs) throws IOException, SQLException;

    @Override
    void close() throws IOException, InterruptedException, SQLException;
  }
}
