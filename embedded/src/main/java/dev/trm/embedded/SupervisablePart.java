package dev.trm.embedded;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** A server that runs in its own process and can be supervised. */
public interface SupervisablePart extends AutoCloseable {
  /**
   * Completes when the process has ended.
   *
   * @throws IOException if the process has already ended and cannot be identified
   */
  CompletableFuture<ProcessHandle> onExit() throws IOException;

  /** Stops the process gracefully; does nothing if it has ended. */
  @Override
  void close() throws IOException;
}
