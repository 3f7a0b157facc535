package dev.trm.standalone;

import java.time.Duration;

/**
 * Kills the process if its graceful shutdown takes too long.
 *
 * <p>A graceful shutdown runs the shutdown hooks of all libraries and may log. Each of them can
 * wait for a lock that a hung thread holds, so limits on our own hooks are not enough.
 */
final class HardEnd {
  private HardEnd() {}

  /** Ends the process with this exit code after that time, unless it has ended by then. */
  static void after(Duration time, int code) {
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(time.toMillis());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              System.err.println(
                  "trm: the orderly end took longer than " + time.toSeconds() + " s; ended hard");
              Runtime.getRuntime().halt(code);
            },
            "hard-end");
    thread.setDaemon(true);
    thread.start();
  }
}
