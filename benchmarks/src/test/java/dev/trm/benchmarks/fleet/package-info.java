/** Tests of the simulated network faults. */
@NullMarked
package dev.trm.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
