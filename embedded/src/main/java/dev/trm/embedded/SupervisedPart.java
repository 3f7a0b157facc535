package dev.trm.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Restarts a part on the same port whenever its process ends.
 *
 * <p>The pause before a restart doubles while restarts fail or the part ends soon after its start.
 * It is reset once the part has run for a minute.
 *
 * @param <P> the type of the part
 */
public final class SupervisedPart<P extends SupervisablePart> implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SupervisedPart.class.getName());
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration STEADY = Duration.ofMinutes(1);
  private static final Duration END = Duration.ofSeconds(10);

  private final String name;
  private final Restart<P> restart;
  private final Thread supervisor;
  private volatile P part;
  private volatile boolean closed;

  /** Restarts a part on its known port. */
  @FunctionalInterface
  public interface Restart<P> {
    /**
     * Starts the part.
     *
     * @param ended the previous part, whose port the new one takes
     */
    P after(P ended) throws IOException, InterruptedException;
  }

  /**
   * Supervises a running part.
   *
   * @param name of the part in log messages
   */
  public SupervisedPart(String name, P part, Restart<P> restart) {
    this.name = name;
    this.part = part;
    this.restart = restart;
    this.supervisor = new Thread(this::supervise, "supervise-" + name);
    supervisor.setDaemon(true);
    supervisor.start();
  }

  /** The part that runs, or that ran last. */
  public P part() {
    return part;
  }

  /** Stops the supervision, then the part. */
  @Override
  public void close() throws IOException {
    closed = true;
    supervisor.interrupt();
    try {
      supervisor.join(END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    part.close();
  }

  private void supervise() {
    Duration pause = SHORTEST_PAUSE;
    try {
      while (!closed) {
        long started = System.nanoTime();
        awaitExit();
        if (closed) {
          return;
        }
        if (System.nanoTime() - started > STEADY.toNanos()) {
          pause = SHORTEST_PAUSE;
        }
        LOG.warning(
            "the " + name + " ended unasked; it is started again in " + pause.toMillis() + " ms");
        pause = startedAgain(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitExit() throws InterruptedException {
    try {
      CompletableFuture<ProcessHandle> exit = part.onExit();
      exit.get();
    } catch (IOException | ExecutionException e) {
      LOG.log(Level.FINE, "the process of the " + name + " is gone", e);
    }
  }

  /** Retries the start until it succeeds; returns the pause before the next restart. */
  private Duration startedAgain(Duration first) throws InterruptedException {
    Duration pause = first;
    while (true) {
      TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      pause = longer(pause);
      try {
        P again = restart.after(part);
        part = again;
        if (closed) { // close() no longer waited for this start
          again.close();
          return pause;
        }
        LOG.info("the " + name + " runs again");
        return pause;
      } catch (IOException | RuntimeException e) {
        LOG.log(
            Level.SEVERE,
            "the " + name + " did not start; the next try is in " + pause.toMillis() + " ms",
            e);
      }
    }
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }
}
