package dev.trm.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A file that identifies a child process by pid and start time, so that the next start can
 * distinguish a stale child from an unrelated process that reuses the pid.
 */
final class ChildRecord {
  private final Path file;

  ChildRecord(Path file) {
    this.file = file;
  }

  void write(ProcessHandle child) throws IOException {
    Files.writeString(file, line(child));
  }

  /** Terminates the recorded process if it still runs, and waits for its end. */
  void endStale() throws IOException, InterruptedException {
    Optional<ProcessHandle> stale = running();
    if (stale.isPresent()) {
      ProcessHandle child = stale.get();
      child.destroyForcibly();
      try {
        child.onExit().get(20, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException("stale process " + child.pid() + " could not be ended", e);
      }
    }
    Files.deleteIfExists(file);
  }

  /** The recorded process, if it is still the same one. */
  Optional<ProcessHandle> running() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String recorded = Files.readString(file);
    String pid = recorded.split(" ", 2)[0];
    if (!pid.matches("\\d{1,18}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(pid)).filter(child -> line(child).equals(recorded));
  }

  private static String line(ProcessHandle child) {
    return child.pid() + " " + child.info().startInstant().map(Object::toString).orElse("unknown");
  }
}
