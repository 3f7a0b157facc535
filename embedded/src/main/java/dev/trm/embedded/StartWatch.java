package dev.trm.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Detects that PostgreSQL's start command has failed. The library ignores its exit code and would
 * wait until its timeout; interrupting the thread ends that wait.
 */
final class StartWatch {
  private static final int LOOK_MILLIS = 50;

  private final Path data;
  private final Thread starter = Thread.currentThread();
  private boolean started;
  private boolean failed;

  /** Watches a start by the calling thread. */
  StartWatch(Path data) {
    this.data = data;
  }

  /** Starts to watch; must be called before the start command begins. */
  void begin() {
    Thread watcher = new Thread(this::watch, "watch-postgres-start");
    watcher.setDaemon(true);
    watcher.start();
  }

  /**
   * Whether the start failed. After a start has returned, its thread is not interrupted any more.
   */
  synchronized boolean failed() {
    started = true;
    return failed && Thread.interrupted();
  }

  private void watch() {
    try {
      Optional<ProcessHandle> command = command();
      while (command.isEmpty() && !over()) {
        Thread.sleep(LOOK_MILLIS);
        command = command();
      }
      while (command.isPresent() && command.get().isAlive() && !over()) {
        Thread.sleep(LOOK_MILLIS);
      }
      if (EmbeddedDatabase.postmaster(data).isEmpty()) {
        fail();
      }
    } catch (IOException e) {
      // Not fatal: the library's own timeout still ends the start.
      Logger.getLogger(StartWatch.class.getName())
          .log(Level.WARNING, "the start of PostgreSQL is not watched", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<ProcessHandle> command() {
    return ProcessHandle.current()
        .children()
        .filter(
            child ->
                child
                    .info()
                    .commandLine()
                    .filter(line -> line.contains("pg_ctl") && line.contains(data.toString()))
                    .isPresent())
        .findFirst();
  }

  private synchronized boolean over() {
    return started || !starter.isAlive();
  }

  private synchronized void fail() {
    if (!started) {
      failed = true;
      starter.interrupt();
    }
  }
}
