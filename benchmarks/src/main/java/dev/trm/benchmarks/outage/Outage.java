package dev.trm.benchmarks.outage;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The measurements of one outage.
 *
 * @param cores used by each service during the outage, as shares of one core
 * @param secondsToFirstResult from the broker's recovery to the result of a job that was submitted
 *     before it
 */
record Outage(Map<String, Double> cores, double secondsToFirstResult) {
  Outage {
    cores = new LinkedHashMap<>(cores);
  }
}
