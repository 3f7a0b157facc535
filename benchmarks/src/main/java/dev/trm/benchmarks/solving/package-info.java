/**
 * The services as they are deployed, with a model that costs next to nothing, and a client of them:
 * what is left to measure is the job pipeline. Start reading at {@link
 * dev.trm.benchmarks.solving.SolvingServices}.
 */
@NullMarked
package dev.trm.benchmarks.solving;

import org.jspecify.annotations.NullMarked;
