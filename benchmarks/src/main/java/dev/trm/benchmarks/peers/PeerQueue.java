package dev.trm.benchmarks.peers;

import javax.sql.DataSource;

/** Another job queue, with no-op jobs. */
interface PeerQueue {

  /** Creates the queue's schema in an empty database; returns an enqueuer. */
  Enqueuer enqueuer(DataSource database) throws Exception;

  /**
   * Starts a worker.
   *
   * @return stops the worker
   */
  AutoCloseable work(DataSource database, int connections) throws Exception;

  /** Enqueues jobs; each is a durable row when a call returns. Thread-safe. */
  interface Enqueuer extends AutoCloseable {
    void one();

    void many(int jobs);
  }
}
