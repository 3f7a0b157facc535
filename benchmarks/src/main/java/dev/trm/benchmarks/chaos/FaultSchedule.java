package dev.trm.benchmarks.chaos;

import dev.trm.benchmarks.fleet.Backbone.Ending;
import dev.trm.benchmarks.fleet.Part;
import dev.trm.embedded.testing.LoopbackProxy.Slowness;
import dev.trm.jobs.faults.FaultPoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/**
 * A seeded schedule: a deck with each kind of fault in proportion to its weight is shuffled and
 * dealt completely, then the next one. Poison jobs are not included. They come last, without other
 * faults, because a killed worker would look like a victim of a poison job.
 */
final class FaultSchedule {
  /** Longer than the lease of 6 s. */
  private static final Duration BEYOND_LEASE = Duration.ofMillis(7500);

  private static final int BURST = 640;

  private static final Duration WRONG_CLOCK = Duration.ofMinutes(10);

  private final Random random;
  private final List<Fault> deck = new ArrayList<>();

  FaultSchedule(Random random) {
    this.random = random;
  }

  /**
   * The next fault that is possible now; skipped ones keep their places.
   *
   * @param possible whether a fault's preconditions hold
   */
  Optional<Fault> next(Predicate<Fault> possible) {
    if (deck.isEmpty()) {
      deck.addAll(deckOfAll());
      Collections.shuffle(deck, random);
    }
    Optional<Fault> next = deck.stream().filter(possible).findFirst();
    next.ifPresent(deck::remove);
    return next;
  }

  private List<Fault> deckOfAll() {
    List<Fault> cards = new ArrayList<>();
    add(cards, 8, new Fault.KillProcess(Part.SOLVER));
    add(cards, 3, new Fault.KillProcess(Part.TRAINER));
    add(cards, 3, new Fault.KillProcess(Part.GATEWAY));
    add(cards, 3, new Fault.KillProcess(Part.RELAY));
    for (FaultPoint point :
        List.of(
            FaultPoint.BEFORE_CLAIM,
            FaultPoint.AFTER_CLAIM,
            FaultPoint.BEFORE_ACKNOWLEDGEMENT,
            FaultPoint.MID_CYCLE,
            FaultPoint.BEFORE_OUTCOME,
            FaultPoint.OUTCOME_COMMITTED)) {
      add(cards, 2, new Fault.AtPoint(Part.SOLVER, point, null));
      add(cards, 1, new Fault.AtPoint(Part.SOLVER, point, BEYOND_LEASE));
    }
    for (FaultPoint point :
        List.of(
            FaultPoint.AFTER_CLAIM,
            FaultPoint.MID_CYCLE,
            FaultPoint.CHECKPOINT_FILE_WRITTEN,
            FaultPoint.OUTCOME_COMMITTED)) {
      add(cards, 1, new Fault.AtPoint(Part.TRAINER, point, null));
    }
    add(
        cards,
        1,
        new Fault.AtPoint(Part.TRAINER, FaultPoint.CHECKPOINT_FILE_WRITTEN, BEYOND_LEASE));
    add(cards, 1, new Fault.AtPoint(Part.GATEWAY, FaultPoint.KEY_RESERVED, null));
    add(cards, 2, new Fault.AtPoint(Part.GATEWAY, FaultPoint.SUBMITTED, null));
    add(cards, 1, new Fault.AtPoint(Part.RELAY, FaultPoint.ANNOUNCEMENT_MARKED, null));
    add(cards, 2, new Fault.AtPoint(Part.RELAY, FaultPoint.ANNOUNCEMENT_SENT, null));
    for (Part part : Part.values()) {
      add(cards, part.works() ? 2 : 1, new Fault.StopProcess(part, BEYOND_LEASE));
    }
    for (Ending ending : Ending.values()) {
      add(cards, 1, new Fault.RestartDatabase(ending, Duration.ofMillis(500)));
      add(cards, 1, new Fault.RestartDatabase(ending, Duration.ofSeconds(4)));
    }
    for (Ending ending : List.of(Ending.ORDERLY, Ending.KILLED)) {
      add(cards, 1, new Fault.RestartBroker(ending, Duration.ofMillis(500)));
      add(cards, 1, new Fault.RestartBroker(ending, Duration.ofSeconds(4)));
    }
    for (Fault.Line line : Fault.Line.values()) {
      add(cards, 3, new Fault.CutConnections(line, 1));
      add(cards, 1, new Fault.CutConnections(line, 5));
      add(
          cards,
          2,
          new Fault.SlowConnections(
              line, new Slowness(Duration.ofMillis(100), 1_000_000), Duration.ofSeconds(4)));
      add(
          cards,
          1,
          new Fault.SlowConnections(
              line, new Slowness(Duration.ofMillis(400), 20_000), Duration.ofSeconds(5)));
    }
    for (Fault.Line line : Fault.Line.values()) {
      add(cards, 2, new Fault.BlackHole(line, BEYOND_LEASE));
      add(cards, 2, new Fault.StrandConnections(line));
    }
    add(cards, 3, new Fault.ReadOnlyFailover(Duration.ofSeconds(5)));
    for (Part part : Part.values()) {
      add(cards, 1, new Fault.ClockJump(part, WRONG_CLOCK));
      add(cards, 1, new Fault.ClockJump(part, WRONG_CLOCK.negated()));
    }
    add(cards, 4, new Fault.DuplicateMessages(200));
    add(cards, 4, new Fault.ReorderedMessages(100));
    add(cards, 4, new Fault.GarbageMessages());
    add(cards, 3, new Fault.FullCheckpointDisk(Duration.ofSeconds(3)));
    add(cards, 2, new Fault.Burst(BURST));
    return cards;
  }

  private static void add(List<Fault> cards, int times, Fault fault) {
    cards.addAll(Collections.nCopies(times, fault));
  }
}
