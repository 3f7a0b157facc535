package dev.trm.gateway.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.store.WebhookDeliveries.Next;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
  private final RetrySchedule schedule =
      new RetrySchedule(
          List.of(Duration.ofSeconds(10), Duration.ofSeconds(100)), new SplittableRandom(7));

  @Test
  void eachPauseIsAFifthLongerOrShorterByChance() {
    List<Long> first =
        java.util.stream.Stream.generate(() -> pause(1))
            .limit(1000)
            .map(Duration::toMillis)
            .toList();

    assertThat(first).allSatisfy(each -> assertThat(each).isBetween(8_000L, 12_000L));
    assertThat(first.stream().distinct().count()).isGreaterThan(500);
    assertThat(pause(2)).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(120));
  }

  @Test
  void scheduleEnds() {
    assertThat(schedule.after(3)).isInstanceOf(Next.Exhausted.class);
  }

  private Duration pause(int tries) {
    return ((Next.Again) schedule.after(tries)).pause();
  }
}
