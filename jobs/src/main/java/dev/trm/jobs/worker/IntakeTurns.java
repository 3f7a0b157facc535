package dev.trm.jobs.worker;

import dev.trm.jobs.JobId;
import dev.trm.jobs.Priority;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Which priority may ask for records next: any while there is room, but priorities that all have a
 * backlog only in proportion to their weights. Each has a clock that a record moves on by one over
 * its weight; whoever is behind goes first. While suspects wait, nobody asks: they are claimed when
 * the process holds nothing else.
 */
final class IntakeTurns {
  private static final Map<Priority, Double> WEIGHTS =
      Map.of(Priority.HIGH, 8.0, Priority.NORMAL, 3.0, Priority.LOW, 1.0);

  /** Room can grow without a word, by a lost claim. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final IntSupplier free;
  private final BooleanSupplier idle;
  private final Deque<JobId> apart = new ArrayDeque<>();
  private final Map<Priority, Double> clocks = new EnumMap<>(Priority.class);
  private final Set<Priority> backlogged = EnumSet.noneOf(Priority.class);
  private final BooleanSupplier hopeless;
  private int underWay;
  private boolean stopped;

  /** As many as {@link #apart} has; read without this object's lock. */
  private volatile boolean suspectsWait;

  /**
   * @param free how many more jobs the worker would take
   * @param idle whether its process holds no job, and it would take some
   * @param hopeless whether its process will not be idle for long: suspects are left to others then
   */
  IntakeTurns(IntSupplier free, BooleanSupplier idle, BooleanSupplier hopeless) {
    this.free = free;
    this.idle = idle;
    this.hopeless = hopeless;
    for (Priority priority : Priority.values()) {
      clocks.put(priority, 0.0);
    }
  }

  /**
   * Waits until this priority may ask; false once no more is taken.
   *
   * @param givenUp whether the one that asks has given up meanwhile: false then, too
   */
  synchronized boolean await(Priority priority, BooleanSupplier givenUp)
      throws InterruptedException {
    while (!stopped && !givenUp.getAsBoolean() && (room() <= 0 || mustWait(priority))) {
      wait(LOOK_AGAIN.toMillis());
    }
    return !stopped && !givenUp.getAsBoolean();
  }

  /** Whether its last answer was not empty, so that the next one comes without waiting. */
  synchronized boolean hasBacklog(Priority priority) {
    return backlogged.contains(priority);
  }

  /**
   * Admits as many of the records as there is room for; {@link #handedOver} must follow.
   *
   * @return how many, from the first on
   */
  synchronized int admit(Priority priority, int records) {
    int admitted = stopped ? 0 : Math.max(0, Math.min(records, room()));
    double clock = clocks.getOrDefault(priority, 0.0);
    if (backlogged.add(priority)) {
      clock = Math.max(clock, now());
    }
    clocks.put(priority, clock + admitted / WEIGHTS.getOrDefault(priority, 1.0));
    underWay += admitted;
    return admitted;
  }

  /** The admitted records are claimed or not, and counted by the worker itself. */
  synchronized void handedOver(int admitted) {
    underWay -= admitted;
    notifyAll();
  }

  /** The priority had nothing, or its consumer is gone: nobody waits for it. */
  synchronized void nothingThere(Priority priority) {
    backlogged.remove(priority);
    notifyAll();
  }

  /** Has a suspect claimed as soon as nothing else is held; the relay names it again if not. */
  synchronized void apart(JobId suspect) {
    apart.add(suspect);
    suspectsWait = true;
    notifyAll();
  }

  /** Whether suspects wait for the process to be idle. */
  boolean suspectsWait() {
    return suspectsWait;
  }

  /**
   * Waits until the next suspect may be claimed; {@link #handedOverApart} must follow. Empty once
   * no more is taken.
   */
  synchronized Optional<JobId> awaitApart() throws InterruptedException {
    while (!stopped && (apart.isEmpty() || underWay > 0 || !idle.getAsBoolean())) {
      if (hopeless.getAsBoolean()) {
        apart.clear();
        suspectsWait = false;
        notifyAll();
      }
      if (apart.isEmpty()) {
        wait();
      } else {
        wait(LOOK_AGAIN.toMillis());
      }
    }
    return stopped ? Optional.empty() : Optional.of(apart.element());
  }

  /** The suspect is claimed or not, and counted by the worker itself. */
  synchronized void handedOverApart() {
    apart.remove();
    suspectsWait = !apart.isEmpty();
    notifyAll();
  }

  synchronized void roomFreed() {
    notifyAll();
  }

  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  private int room() {
    return apart.isEmpty() ? free.getAsInt() - underWay : 0;
  }

  private boolean mustWait(Priority priority) {
    return backlogged.contains(priority) && clocks.getOrDefault(priority, 0.0) > now();
  }

  /** The clock of the one furthest behind. */
  private double now() {
    return backlogged.stream()
        .mapToDouble(each -> clocks.getOrDefault(each, 0.0))
        .min()
        .orElse(0.0);
  }
}
