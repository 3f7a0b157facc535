package dev.trm.standalone;

import java.time.Duration;

/**
 * Ends the process when its orderly end takes too long.
 *
 * <p>An orderly end runs the shutdown hooks of all libraries and may log. Each of them can wait for
 * a lock that a hung thread holds, so no bound of our own hooks suffices.
 */
final class HardEnd {
  private HardEnd() {}

  /** Has the process end with this exit code after that time, unless it has ended by then. */
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
