package dev.trm.benchmarks.latency;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/**
 * Sends requests at a constant rate, without waiting for earlier answers. A request's latency
 * counts from its scheduled time, so that a stall affects all requests scheduled during it, not
 * only the one in progress (no coordinated omission).
 */
final class OpenLoop {
  private final Ticker ticker;

  /** A monotonic clock. */
  interface Ticker {
    long nanos();

    /** Returns at that moment, or immediately if it has passed. */
    void awaitNanos(long moment) throws InterruptedException;
  }

  OpenLoop(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * Sends requests and waits for all answers.
   *
   * @param rate requests per second
   * @param send sends one asynchronously; the future completes with its answer
   * @return the latency of each request in milliseconds, in the order of sending
   * @throws java.util.concurrent.CompletionException if one has failed
   */
  double[] run(int rate, int requests, IntFunction<CompletableFuture<?>> send)
      throws InterruptedException {
    double[] millis = new double[requests];
    CompletableFuture<?>[] all = new CompletableFuture<?>[requests];
    long start = ticker.nanos();
    for (int i = 0; i < requests; i++) {
      int request = i;
      long intended = start + intended(rate, i);
      ticker.awaitNanos(intended);
      all[i] = send.apply(i).thenRun(() -> millis[request] = (ticker.nanos() - intended) / 1e6);
    }
    CompletableFuture.allOf(all).join();
    return millis;
  }

  /** The scheduled time of a request in nanoseconds from the start. */
  static long intended(int rate, int request) {
    return Math.round(request * 1e9 / rate);
  }
}
