/**
 * Measures the resources that all services on one machine use while idle. Start with {@link
 * dev.trm.benchmarks.idle.IdleRun}.
 */
@NullMarked
package dev.trm.benchmarks.idle;

import org.jspecify.annotations.NullMarked;
