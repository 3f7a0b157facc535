package dev.trm.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.JobId;
import dev.trm.jobs.Priority;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IntakeTurnsTest {
  @Test
  void backlogsAreServedEightToThreeToOne() throws Exception {
    int jobs = 1200;
    AtomicInteger left = new AtomicInteger(jobs);
    Map<Priority, Integer> served = new EnumMap<>(Priority.class);
    IntakeTurns turns = new IntakeTurns(() -> Math.min(1, left.get()), () -> false, () -> false);
    CountDownLatch begun = new CountDownLatch(3);
    for (Priority priority : Priority.values()) {
      turns.admit(priority, 0); // all have a backlog from the start
    }
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<CompletableFuture<Void>> all =
          Stream.of(Priority.values())
              .map(
                  priority ->
                      CompletableFuture.runAsync(
                          () -> serve(priority, turns, left, served, begun), threads))
              .toList();
      begun.await();
      while (left.get() > 0) {
        Thread.onSpinWait();
      }
      turns.stop();
      CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get();
    } finally {
      threads.shutdownNow();
    }

    assertThat(served).containsEntry(Priority.HIGH, jobs * 8 / 12);
    assertThat(served).containsEntry(Priority.NORMAL, jobs * 3 / 12);
    assertThat(served).containsEntry(Priority.LOW, jobs / 12);
  }

  @Test
  void onlyAsManyAreAdmittedAsThereIsRoomFor() {
    IntakeTurns turns = new IntakeTurns(() -> 5, () -> false, () -> false);

    assertThat(turns.admit(Priority.LOW, 3)).isEqualTo(3);
    assertThat(turns.admit(Priority.HIGH, 9)).isEqualTo(2);
    assertThat(turns.admit(Priority.NORMAL, 1)).isZero();
    turns.handedOver(3);
    assertThat(turns.admit(Priority.NORMAL, 9)).isEqualTo(3);
  }

  @Test
  void priorityWithoutBacklogKeepsNobodyWaiting() throws Exception {
    IntakeTurns turns = new IntakeTurns(() -> 100, () -> false, () -> false);
    turns.admit(Priority.HIGH, 1);
    turns.admit(Priority.LOW, 50); // far ahead of HIGH now

    turns.nothingThere(Priority.HIGH);

    assertThat(turns.await(Priority.LOW, () -> false)).isTrue();
  }

  @Test
  void whileASuspectWaitsNobodyElseIsAdmittedAndItWaitsForTheLastJobToEnd() throws Exception {
    AtomicInteger held = new AtomicInteger();
    IntakeTurns turns = new IntakeTurns(() -> 9 - held.get(), () -> held.get() == 0, () -> false);
    JobId suspect = JobId.next();
    assertThat(turns.admit(Priority.HIGH, 2)).isEqualTo(2);
    turns.apart(suspect);
    assertThat(turns.admit(Priority.LOW, 2)).isZero();

    CompletableFuture<Boolean> heldNothing =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return turns.awaitApart().equals(Optional.of(suspect)) && held.get() == 0;
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    held.set(2);
    turns.handedOver(2);
    held.set(0);

    assertThat(heldNothing.get(60, TimeUnit.SECONDS)).isTrue();
    turns.handedOverApart();
    assertThat(turns.admit(Priority.LOW, 2)).isEqualTo(2);
  }

  @Test
  void stopEndsTheWait() throws Exception {
    IntakeTurns turns = new IntakeTurns(() -> 0, () -> false, () -> false);

    turns.stop();

    assertThat(turns.await(Priority.HIGH, () -> false)).isFalse();
    assertThat(turns.admit(Priority.HIGH, 1)).isZero();
  }

  private static void serve(
      Priority priority,
      IntakeTurns turns,
      AtomicInteger left,
      Map<Priority, Integer> served,
      CountDownLatch begun) {
    begun.countDown();
    try {
      while (turns.await(priority, () -> false)) {
        int admitted = turns.admit(priority, 1);
        if (admitted == 1) {
          synchronized (served) {
            served.merge(priority, 1, Integer::sum);
          }
          left.decrementAndGet();
        }
        turns.handedOver(admitted);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
