package dev.trm.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process's memory, both Java's and native. */
public final class ResidentMemory {
  private ResidentMemory() {}

  /**
   * The resident set size in bytes.
   *
   * @throws IOException if there is no such process, or the system does not report it
   */
  public static long of(long pid) throws IOException {
    return bytes(pid, "status", "VmRSS:");
  }

  /**
   * The proportional set size in bytes: a page that three processes share counts one third for
   * each.
   *
   * @throws IOException if there is no such process, or the system does not report it
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
