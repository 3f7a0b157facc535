package dev.trm.benchmarks.measure;

import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/** A process and all that it has started, as they are at a moment. */
public final class ProcessTree {
  private ProcessTree() {}

  /**
   * The ids of a process and of its descendants, itself first.
   *
   * @throws NoSuchElementException if there is no such process
   */
  public static List<Long> of(long pid) {
    ProcessHandle root =
        ProcessHandle.of(pid)
            .orElseThrow(() -> new NoSuchElementException("there is no process " + pid));
    return Stream.concat(Stream.of(root), root.descendants()).map(ProcessHandle::pid).toList();
  }

  /**
   * Bytes of memory that processes take together. What several of them share is shared out among
   * them, so that a sum counts it once. A process that has just ended takes nothing.
   */
  public static long proportionalMemory(List<Long> pids) throws IOException {
    long sum = 0;
    for (long pid : pids) {
      try {
        sum += ResidentMemory.proportional(pid);
      } catch (IOException e) {
        if (ProcessHandle.of(pid).isPresent()) {
          throw e;
        }
      }
    }
    return sum;
  }
}
