/**
 * How long somebody waits for an answer at a constant rate of requests. Start reading at {@link
 * dev.trm.benchmarks.latency.OpenLoop}, then {@link dev.trm.benchmarks.latency.LatencyRun}.
 */
@NullMarked
package dev.trm.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
