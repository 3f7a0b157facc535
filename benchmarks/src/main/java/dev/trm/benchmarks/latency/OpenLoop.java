package dev.trm.benchmarks.latency;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/**
 * Sends requests at a constant rate, whatever becomes of those before. A request's latency counts
 * from the moment at which it was to be sent: so a stall is felt by all who would have come
 * meanwhile, and not by the one alone that met it.
 */
final class OpenLoop {
  private final Ticker ticker;

  /** A clock that only goes on. */
  interface Ticker {
    long nanos();

    /** Returns at that moment, at once if it has passed. */
    void awaitNanos(long moment) throws InterruptedException;
  }

  OpenLoop(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * Sends them and waits for all answers.
   *
   * @param rate requests a second
   * @param send sends one, without waiting, and tells of its answer
   * @return milliseconds until each one's answer, in the order of sending
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

  /** Nanoseconds from the start to the moment at which a request is to be sent. */
  static long intended(int rate, int request) {
    return Math.round(request * 1e9 / rate);
  }
}
