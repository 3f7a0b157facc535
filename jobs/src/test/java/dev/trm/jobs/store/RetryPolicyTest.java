package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.FailureCode;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
  private final RetryPolicy policy = new RetryPolicy(3, 3, Duration.ofSeconds(1), new Random(5));

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void onlyWhatARetryHelpsIsTriedAgain(FailureCode code) {
    assertThat(policy.pause(code, 1).isPresent()).isEqualTo(code.retryable());
  }

  @Test
  void triesDependOnTheFailure() {
    assertThat(tries(FailureCode.DEVICE_FAILED)).isEqualTo(3);
    assertThat(tries(FailureCode.INTERNAL)).isEqualTo(3);
    assertThat(tries(FailureCode.OUT_OF_MEMORY)).isEqualTo(2);
    assertThat(tries(FailureCode.STORAGE_UNAVAILABLE)).isEqualTo(9);
    assertThat(tries(FailureCode.INVALID_SPEC)).isEqualTo(1);
  }

  @Test
  void pausesAreSpreadOverAllOfALimitThatGrowsFourfoldUpToTheLongest() {
    // By hand: 2 s, 8 s and 32 s, then no more than two minutes.
    long[] limits = {2_000, 8_000, 32_000, 120_000, 120_000};
    for (int attempts = 1; attempts <= limits.length; attempts++) {
      long shortest = Long.MAX_VALUE;
      long longest = 0;
      for (int i = 0; i < 2_000; i++) {
        long pause =
            policy.pause(FailureCode.STORAGE_UNAVAILABLE, attempts).orElseThrow().toMillis();
        shortest = Math.min(shortest, pause);
        longest = Math.max(longest, pause);
      }
      assertThat(longest).isBetween(limits[attempts - 1] * 98 / 100, limits[attempts - 1]);
      assertThat(shortest).isLessThan(limits[attempts - 1] / 50);
    }
  }

  @Test
  void theSameSeedGivesTheSamePauses() {
    RetryPolicy again = new RetryPolicy(3, 3, Duration.ofSeconds(1), new Random(5));

    for (int i = 0; i < 10; i++) {
      assertThat(again.pause(FailureCode.INTERNAL, 2))
          .isEqualTo(policy.pause(FailureCode.INTERNAL, 2));
    }
  }

  private int tries(FailureCode code) {
    int attempts = 1;
    while (policy.pause(code, attempts).isPresent()) {
      attempts++;
    }
    return attempts;
  }
}
