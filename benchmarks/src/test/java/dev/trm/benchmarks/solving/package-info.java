/** Tests of what is measured. */
@NullMarked
package dev.trm.benchmarks.solving;

import org.jspecify.annotations.NullMarked;
