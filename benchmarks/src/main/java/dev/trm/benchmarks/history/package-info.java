/**
 * What it takes to look into a database of millions of jobs, and how much of it a solve keeps.
 * Start reading at {@link dev.trm.benchmarks.history.HistoryRun}.
 */
@NullMarked
package dev.trm.benchmarks.history;

import org.jspecify.annotations.NullMarked;
