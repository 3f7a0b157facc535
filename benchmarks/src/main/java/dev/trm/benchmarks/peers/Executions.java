package dev.trm.benchmarks.peers;

import java.util.concurrent.atomic.LongAdder;

/** Counts the jobs that this process has executed; a job does nothing else. */
final class Executions {
  private static final LongAdder DONE = new LongAdder();

  private Executions() {}

  static void one() {
    DONE.increment();
  }

  static long count() {
    return DONE.sum();
  }
}
