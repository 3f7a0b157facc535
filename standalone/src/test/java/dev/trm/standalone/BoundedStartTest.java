package dev.trm.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BoundedStartTest {
  private static final Path LOG = Path.of("/var/log/part.log");

  @Test
  void startThatHangsIsGivenUpWithThePartAndItsLog() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    BoundedStart<AutoCloseable> start =
        BoundedStart.begin(
            "database",
            LOG,
            () -> {
              never.await();
              return () -> {};
            });

    assertThatThrownBy(() -> start.await(soon()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("the database did not start in time")
        .hasMessageContaining(LOG.toString());
    start.abandon();
  }

  @Test
  void partThatComesTooLateIsClosed() throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    BoundedStart<AutoCloseable> start =
        BoundedStart.begin(
            "broker",
            LOG,
            () -> {
              try {
                TimeUnit.DAYS.sleep(1);
              } catch (InterruptedException e) {
                // Like a library that ends its wait early but succeeds.
              }
              return () -> closed.set(true);
            });
    assertThatThrownBy(() -> start.await(soon())).isInstanceOf(StartException.class);

    start.abandon();

    assertThat(closed).isTrue();
  }

  @Test
  void failureOfAStartIsTheFailureOfItsWait() {
    BoundedStart<AutoCloseable> start =
        BoundedStart.begin(
            "broker",
            LOG,
            () -> {
              throw new IOException("no space left");
            });

    assertThatThrownBy(() -> start.await(System.nanoTime() + Duration.ofMinutes(1).toNanos()))
        .isInstanceOf(IOException.class)
        .hasMessage("no space left");
  }

  private static long soon() {
    return System.nanoTime() + 1_000_000;
  }
}
