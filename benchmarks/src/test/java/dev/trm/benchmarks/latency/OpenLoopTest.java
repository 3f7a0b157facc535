package dev.trm.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
  private static final long MILLI = 1_000_000;

  private final SetTicker ticker = new SetTicker();
  private final List<Long> sent = new ArrayList<>();

  @Test
  void requestsAreSentAtTheRateAndAnswersTimed() throws Exception {
    double[] millis = new OpenLoop(ticker).run(10, 3, request -> answered(5));

    assertThat(sent).containsExactly(0L, 100 * MILLI, 200 * MILLI);
    assertThat(millis).containsExactly(5, 5, 5);
  }

  @Test
  void aStallIsFeltByThoseWhoWouldHaveComeMeanwhile() throws Exception {
    double[] millis = new OpenLoop(ticker).run(10, 4, request -> answered(request == 0 ? 250 : 5));

    // Sent at 0, 250, 255 and 300 ms; scheduled at 0, 100, 200 and 300 ms.
    assertThat(millis).containsExactly(250, 155, 60, 5);
  }

  @Test
  void aRateThatDoesNotDivideTheSecondDoesNotDrift() {
    assertThat(OpenLoop.intended(3, 1)).isEqualTo(333_333_333);
    assertThat(OpenLoop.intended(3, 3_000_000)).isEqualTo(1_000_000_000_000_000L);
  }

  @Test
  void aRequestThatFailsIsTold() {
    assertThatThrownBy(
            () ->
                new OpenLoop(ticker)
                    .run(10, 1, request -> CompletableFuture.failedFuture(new IOException("no"))))
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("no");
  }

  private CompletableFuture<?> answered(long afterMillis) {
    sent.add(ticker.now);
    ticker.now += afterMillis * MILLI;
    return CompletableFuture.completedFuture("done");
  }

  /** A clock that advances only on waits and answers. */
  private static final class SetTicker implements OpenLoop.Ticker {
    private long now;

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void awaitNanos(long moment) {
      now = Math.max(now, moment);
    }
  }
}
