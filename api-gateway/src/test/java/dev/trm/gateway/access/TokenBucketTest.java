package dev.trm.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may wrap

  @Test
  void bucketLetsThroughItsRateAtOnceThenEvenly() {
    TokenBucket bucket = new TokenBucket(60, now.get());
    for (int i = 0; i < 60; i++) {
      assertThat(bucket.take(now.get()).passed()).isTrue();
    }

    TokenBucket.Standing refused = bucket.take(now.get());
    assertThat(refused.passed()).isFalse();
    assertThat(refused.untilNext()).isEqualTo(Duration.ofSeconds(1));
    assertThat(refused.retryAfterSeconds()).isEqualTo(1);

    now.addAndGet(Duration.ofMillis(1001).toNanos());
    assertThat(bucket.take(now.get()).passed()).isTrue();
    assertThat(bucket.take(now.get()).passed()).isFalse();
    now.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(bucket.look(now.get()).left()).isEqualTo(60);
  }

  @Test
  void namesDoNotTouchEachOtherAndAChangedRateStartsAfresh() {
    TokenBuckets buckets = new TokenBuckets(now::get);
    assertThat(buckets.take("ada", 1).passed()).isTrue();
    assertThat(buckets.take("ada", 1).passed()).isFalse();

    assertThat(buckets.take("bob", 1).passed()).isTrue();
    assertThat(buckets.take("ada", 2).passed()).isTrue();
  }

  @Test
  void manyNamesAreNotKept() {
    TokenBuckets buckets = new TokenBuckets(now::get);
    buckets.take("flood", 1);
    for (int i = 0; i < 30_000; i++) {
      buckets.take("flood" + i, 1);
    }
    assertThat(buckets.size()).isLessThanOrEqualTo(10_000);
  }
}
