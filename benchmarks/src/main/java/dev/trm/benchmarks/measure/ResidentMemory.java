package dev.trm.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process takes of the machine's memory, Java's and native alike. */
public final class ResidentMemory {
  private static final String LINE = "VmRSS:";

  private ResidentMemory() {}

  /**
   * Bytes, now.
   *
   * @throws IOException if there is no such process, or the system does not tell
   */
  public static long of(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith(LINE)) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException(status + " has no " + LINE);
  }
}
