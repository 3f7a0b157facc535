/**
 * Common parts of all measurements: options, statistics, the machine, and a PostgreSQL server's
 * counters. Start with {@link dev.trm.benchmarks.measure.ServerCounters}.
 */
@NullMarked
package dev.trm.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
