package dev.trm.embedded;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** A part that runs in a process of its own. */
public interface SupervisablePart extends AutoCloseable {
  /**
   * Completes when the part's process has ended.
   *
   * @throws IOException if the process has ended already and cannot be named
   */
  CompletableFuture<ProcessHandle> onExit() throws IOException;

  /** Stops the part in order; does nothing to a part that has ended. */
  @Override
  void close() throws IOException;
}
