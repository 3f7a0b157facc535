/**
 * Measures latency at constant request rates. Start with {@link
 * dev.trm.benchmarks.latency.OpenLoop}, then {@link dev.trm.benchmarks.latency.LatencyRun}.
 */
@NullMarked
package dev.trm.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
