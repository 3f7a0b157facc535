package dev.trm.cli.gateway;

import java.time.Duration;

/**
 * The pauses of a client that asks until something has happened: none before the first question,
 * then each twice as long as the one before. Not thread-safe.
 */
public final class GrowingPause {
  private static final int DOUBLINGS = 5;

  private final Duration longest;
  private Duration next = Duration.ZERO;

  /**
   * @param longest reached after five questions
   */
  public GrowingPause(Duration longest) {
    this.longest = longest;
  }

  /** Waits before a question. */
  public void before() throws InterruptedException {
    Thread.sleep(next.toMillis());
    Duration doubled = next.isZero() ? longest.dividedBy(1 << DOUBLINGS) : next.multipliedBy(2);
    next = doubled.compareTo(longest) < 0 ? doubled : longest;
  }

  /** Something has happened; the next question follows at once. */
  public void reset() {
    next = Duration.ZERO;
  }
}
