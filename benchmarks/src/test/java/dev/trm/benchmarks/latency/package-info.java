/** Tests of the latency bench. */
@NullMarked
package dev.trm.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
