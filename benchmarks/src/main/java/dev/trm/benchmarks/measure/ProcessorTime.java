package dev.trm.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The user and system CPU time of processes. Unlike throughput, it hardly depends on other load on
 * the machine.
 *
 * @param byName sums over the named processes, each including its ended children
 */
public record ProcessorTime(Map<String, Duration> byName) {
  /** Linux reports these times in hundredths of a second, whatever the kernel's clock. */
  private static final long TICK_MILLIS = 10;

  /** The index of the first of four fields: two of own time, then two of ended children's time. */
  private static final int FIRST_TIME = 11;

  private static final int TIMES = 4;

  public ProcessorTime {
    byName = new LinkedHashMap<>(byName);
  }

  /**
   * CPU time since the start of the processes.
   *
   * @param pids of processes, by the name under which they count; an ended process counts with its
   *     parent
   */
  public static ProcessorTime read(Map<String, ? extends Collection<Long>> pids)
      throws IOException {
    Map<String, Duration> byName = new LinkedHashMap<>();
    for (Map.Entry<String, ? extends Collection<Long>> named : pids.entrySet()) {
      Duration sum = Duration.ZERO;
      for (long pid : named.getValue()) {
        sum = sum.plus(ofOne(pid));
      }
      byName.put(named.getKey(), sum);
    }
    return new ProcessorTime(byName);
  }

  /** CPU time since an earlier reading. */
  public ProcessorTime since(ProcessorTime before) {
    Map<String, Duration> since = new LinkedHashMap<>();
    byName.forEach(
        (name, time) ->
            since.put(name, time.minus(before.byName.getOrDefault(name, Duration.ZERO))));
    return new ProcessorTime(since);
  }

  /** CPU microseconds per job, by name. */
  public Map<String, Double> microsPerJob(long jobs) {
    if (jobs < 1) {
      throw new IllegalArgumentException("jobs are " + jobs + "; they must be 1 or more");
    }
    Map<String, Double> micros = new LinkedHashMap<>();
    byName.forEach((name, time) -> micros.put(name, time.toNanos() / 1000.0 / jobs));
    return micros;
  }

  private static Duration ofOne(long pid) throws IOException {
    String line;
    try {
      line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    } catch (NoSuchFileException e) {
      return Duration.ZERO;
    }
    // Field 2, the name, may contain blanks and brackets.
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
    long ticks = 0;
    for (int i = FIRST_TIME; i < FIRST_TIME + TIMES; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return Duration.ofMillis(TICK_MILLIS * ticks);
  }
}
