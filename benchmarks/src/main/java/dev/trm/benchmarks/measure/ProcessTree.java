package dev.trm.benchmarks.measure;

import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/** A snapshot of a process and its descendants. */
public final class ProcessTree {
  private ProcessTree() {}

  /**
   * The pids of a process and of its descendants, itself first.
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
   * The memory of processes in bytes, with shared memory counted once: each process has its
   * proportional share. A process that has just ended counts as zero.
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
