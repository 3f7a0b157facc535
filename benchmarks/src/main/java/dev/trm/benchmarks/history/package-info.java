/**
 * Measures the latency of reads in a database of millions of jobs, and the storage of a solve.
 * Start with {@link dev.trm.benchmarks.history.HistoryRun}.
 */
@NullMarked
package dev.trm.benchmarks.history;

import org.jspecify.annotations.NullMarked;
