/** Tests of measuring memory. */
@NullMarked
package dev.trm.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
