package dev.trm.gateway.webhooks;

import dev.trm.jobs.store.WebhookDeliveries.Next;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When a message that failed is tried again: a pause before each further try, a fifth longer or
 * shorter by chance, so that what failed together does not come back together.
 */
final class RetrySchedule {
  private static final double JITTER = 0.2;

  private final List<Duration> pauses;
  private final RandomGenerator random;

  RetrySchedule(List<Duration> pauses, RandomGenerator random) {
    this.pauses = List.copyOf(pauses);
    this.random = random;
  }

  /**
   * What follows a failure.
   *
   * @param tries so far, this one included
   * @param least pause that the receiver asked for; zero if it did not
   */
  Next after(int tries, Duration least) {
    if (tries > pauses.size()) {
      return new Next.Exhausted();
    }
    double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
    Duration pause = Duration.ofMillis(Math.round(pauses.get(tries - 1).toMillis() * factor));
    return new Next.Again(pause.compareTo(least) < 0 ? least : pause);
  }
}
