package dev.trm.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process takes of the machine's memory, Java's and native alike. */
public final class ResidentMemory {
  private ResidentMemory() {}

  /**
   * Bytes, now.
   *
   * @throws IOException if there is no such process, or the system does not tell
   */
  public static long of(long pid) throws IOException {
    return bytes(pid, "status", "VmRSS:");
  }

  /**
   * Bytes, now, of what it shares with others only its part: a page that three processes have
   * counts for a third with each.
   *
   * @throws IOException if there is no such process, or the system does not tell
   */
  public static long proportional(long pid) throws IOException {
    return bytes(pid, "smaps_rollup", "Pss:");
  }

  private static long bytes(long pid, String file, String name) throws IOException {
    Path path = Path.of("/proc", Long.toString(pid), file);
    for (String line : Files.readAllLines(path)) {
      if (line.startsWith(name)) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException(path + " has no " + name);
  }
}
