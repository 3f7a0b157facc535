package dev.trm.benchmarks.outage;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One outage.
 *
 * @param cores used by each service while the broker was away, as shares of one core
 * @param secondsToFirstResult from the moment that the broker served again to the result of a job
 *     that was submitted before
 */
record Outage(Map<String, Double> cores, double secondsToFirstResult) {
  Outage {
    cores = new LinkedHashMap<>(cores);
  }
}
