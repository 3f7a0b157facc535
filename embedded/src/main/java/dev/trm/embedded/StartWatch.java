package dev.trm.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Notices that PostgreSQL's own start command has failed. The library does not look at its end and
 * would wait for a server that cannot come until its time is over; it stops waiting when the thread
 * is interrupted.
 */
final class StartWatch {
  private static final int LOOK_MILLIS = 50;

  private final Path data;
  private final Thread starter = Thread.currentThread();
  private boolean started;
  private boolean failed;

  /** For a start by the calling thread. */
  StartWatch(Path data) {
    this.data = data;
  }

  /** Watches from now on; the start command has not begun. */
  void begin() {
    Thread watcher = new Thread(this::watch, "watch-postgres-start");
    watcher.setDaemon(true);
    watcher.start();
  }

  /** Whether the start failed; a start that has returned is not interrupted any more. */
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
      // The library's own time-out still ends the start.
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
