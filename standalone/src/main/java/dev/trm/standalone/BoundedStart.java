package dev.trm.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts a part on its own thread, so that a hanging start can be abandoned.
 *
 * @param <P> the type of the part
 */
final class BoundedStart<P extends AutoCloseable> {
  /** How long an abandoned start may take to react to its interruption. */
  private static final Duration NOTICE = Duration.ofSeconds(5);

  private final String name;
  private final Path log;
  private final CompletableFuture<P> started = new CompletableFuture<>();
  private final Thread thread;

  private BoundedStart(String name, Path log, Callable<P> start) {
    this.name = name;
    this.log = log;
    this.thread = new Thread(() -> run(start), "start-" + name);
    thread.setDaemon(true);
  }

  /**
   * Begins a start.
   *
   * @param name of the part
   * @param log the part's log file
   */
  static <P extends AutoCloseable> BoundedStart<P> begin(String name, Path log, Callable<P> start) {
    BoundedStart<P> begun = new BoundedStart<>(name, log, start);
    begun.thread.start();
    return begun;
  }

  /**
   * Waits for the part.
   *
   * @param end deadline in terms of {@link System#nanoTime()}
   * @throws StartException if the part has not started by then; names the part and its log
   * @throws IOException if the start failed
   */
  P await(long end) throws IOException, InterruptedException, StartException {
    try {
      return started.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new StartException(
          "the " + name + " did not start in time and is given up; its log is " + log, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException("the " + name + " did not start; its log is " + log, e.getCause());
    }
  }

  /**
   * Abandons the start, and closes the part if it has started or starts shortly. Does not wait for
   * a start that does not react: the next start on the same data stops the stale process.
   */
  void abandon() {
    thread.interrupt();
    boolean interrupted = Thread.interrupted();
    try {
      started.get(NOTICE.toMillis(), TimeUnit.MILLISECONDS).close();
    } catch (TimeoutException e) {
      System.err.println("trm: the start of the " + name + " hangs; its log is " + log);
    } catch (ExecutionException e) {
      // The start failed, so there is nothing to close.
      return;
    } catch (Exception e) {
      System.err.println("trm: the " + name + " did not stop: " + e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run(Callable<P> start) {
    try {
      started.complete(start.call());
    } catch (Throwable e) {
      started.completeExceptionally(e);
    }
  }
}
