package dev.trm.benchmarks.latency;

import java.util.concurrent.locks.LockSupport;

/** The machine's clock. */
final class SystemTicker implements OpenLoop.Ticker {
  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void awaitNanos(long moment) throws InterruptedException {
    for (long left = moment - nanos(); left > 0; left = moment - nanos()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
