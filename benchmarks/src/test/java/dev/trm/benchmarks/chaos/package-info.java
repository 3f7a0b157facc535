/** Tests of the run and its options. */
@NullMarked
package dev.trm.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
