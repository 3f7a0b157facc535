package dev.trm.benchmarks.idle;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Resources used in a minute without work.
 *
 * @param cores of each part; 1 is one core for the whole minute
 * @param memory bytes of each part at the end; shared memory counts once
 */
record IdleMinute(Map<String, Double> cores, Map<String, Long> memory) {
  IdleMinute {
    cores = new LinkedHashMap<>(cores);
    memory = new LinkedHashMap<>(memory);
  }

  double allCores() {
    return cores.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  long allMemory() {
    return memory.values().stream().mapToLong(Long::longValue).sum();
  }
}
