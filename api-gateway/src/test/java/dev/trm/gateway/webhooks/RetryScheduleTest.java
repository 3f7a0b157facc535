package dev.trm.gateway.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.store.WebhookDeliveries.Next;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    assertThat(schedule.after(3, Duration.ZERO)).isInstanceOf(Next.Exhausted.class);
    assertThat(schedule.after(3, Duration.ofHours(1))).isInstanceOf(Next.Exhausted.class);
  }

  @Test
  void pauseThatTheReceiverAsksForIsTheLeast() {
    assertThat(schedule.after(1, Duration.ofHours(1)))
        .isEqualTo(new Next.Again(Duration.ofHours(1)));
    assertThat(((Next.Again) schedule.after(2, Duration.ofSeconds(1))).pause())
        .isGreaterThan(Duration.ofSeconds(79));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          120                           | PT2M
          0                             | PT0S
          Wed, 21 Oct 2026 07:28:00 GMT | PT28M
          Wed, 21 Oct 2026 06:28:00 GMT | PT0S
          soon                          | PT0S
          -5                            | PT0S
          9999999999                    | PT0S
                                        | PT0S
          """)
  void retryAfterIsSecondsOrADate(@Nullable String header, Duration pause) {
    assertThat(RetryAfter.read(header, Instant.parse("2026-10-21T07:00:00Z"))).isEqualTo(pause);
  }

  private Duration pause(int tries) {
    return ((Next.Again) schedule.after(tries, Duration.ZERO)).pause();
  }
}
