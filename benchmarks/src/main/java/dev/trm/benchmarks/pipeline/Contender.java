package dev.trm.benchmarks.pipeline;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** A job queue to measure. */
interface Contender {
  String name();

  /** The number of worker processes. */
  int workers();

  /** Its settings, for people. */
  String settings();

  /** Starts it; it is ready when this returns. */
  Started start() throws IOException, InterruptedException, SQLException;

  /** A running contender. */
  interface Started extends AutoCloseable {
    /** Resets the counters: tallies cover the jobs submitted from now on. */
    void begin() throws IOException, SQLException;

    /** All processes that take part in a job, by their names in the report. */
    Map<String, List<Long>> pids() throws IOException;

    /** Submits jobs and returns when all are accepted. */
    void submit(Way way, int jobs) throws IOException, InterruptedException;

    /** Whether no jobs are left. */
    boolean idle() throws SQLException;

    /**
     * Counts the outcomes of the jobs.
     *
     * @param jobs number submitted
     */
    Tally tally(int jobs) throws IOException, SQLException;

    @Override
    void close() throws IOException, InterruptedException, SQLException;
  }
}
