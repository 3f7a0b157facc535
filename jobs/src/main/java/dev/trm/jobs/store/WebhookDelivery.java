package dev.trm.jobs.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message to a webhook, and how it fared.
 *
 * @param n rises with each message
 * @param message its id, by which the receiver knows it again; the same at every attempt
 * @param attempts begun so far
 * @param dueAt when the next attempt begins; of one under way, when it is given up
 * @param log of the attempts that came to an end, oldest first
 */
public record WebhookDelivery(
    long n,
    UUID webhook,
    String message,
    String event,
    State state,
    int attempts,
    Instant dueAt,
    Instant createdAt,
    @Nullable Instant deliveredAt,
    List<Attempt> log) {

  /** How a delivery stands. */
  public enum State {
    /** To be tried, for the first time or again. */
    PENDING,
    /** The receiver answered with a success. */
    DELIVERED,
    /** Tried to the end of the schedule in vain. */
    EXHAUSTED
  }

  /**
   * One try.
   *
   * @param attempt counted from 1
   * @param millis how long it took
   * @param status of the answer; null if there was none
   * @param answer how it begins
   * @param error why there was none
   */
  public record Attempt(
      int attempt,
      Instant at,
      int millis,
      @Nullable Integer status,
      @Nullable String answer,
      @Nullable String error) {}
}
