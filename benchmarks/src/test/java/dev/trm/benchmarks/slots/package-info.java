/** Tests of measuring slots. */
@NullMarked
package dev.trm.benchmarks.slots;

import org.jspecify.annotations.NullMarked;
