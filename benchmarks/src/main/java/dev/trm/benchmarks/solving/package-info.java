/**
 * The packaged services with a model of negligible cost, and a client for them, so that
 * measurements show the job pipeline. Start with {@link
 * dev.trm.benchmarks.solving.SolvingServices}.
 */
@NullMarked
package dev.trm.benchmarks.solving;

import org.jspecify.annotations.NullMarked;
