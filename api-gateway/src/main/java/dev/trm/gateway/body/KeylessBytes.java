package dev.trm.gateway.body;

import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What all bodies together take up whose senders have shown no key. */
final class KeylessBytes {
  private final AtomicLong used = new AtomicLong();

  /**
   * The share of one body.
   *
   * @param most bytes of all; who would exceed them gets a 503
   */
  ReceivedBody.Allowance share(long most) {
    return new ReceivedBody.Allowance() {
      private long own;

      @Override
      public void count(int bytes) {
        own += bytes;
        if (used.addAndGet(bytes) > most) {
          throw new ProblemException(
              Problem.of(503, "Too many bodies are received without a key; try again later."),
              Map.of("Retry-After", "5", "Connection", "close"));
        }
      }

      @Override
      public void close() {
        used.addAndGet(-own);
      }
    };
  }
}
