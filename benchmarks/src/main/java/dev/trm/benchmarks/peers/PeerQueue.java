package dev.trm.benchmarks.peers;

import javax.sql.DataSource;

/** A job queue of others whose jobs do nothing. */
interface PeerQueue {

  /** Makes what the queue needs in an empty database; enqueues jobs. */
  Enqueuer enqueuer(DataSource database) throws Exception;

  /**
   * Starts to work.
   *
   * @return ends it
   */
  AutoCloseable work(DataSource database, int connections) throws Exception;

  /** Makes jobs, each a durable row when a call returns. Safe for use by many threads. */
  interface Enqueuer extends AutoCloseable {
    void one();

    void many(int jobs);
  }
}
