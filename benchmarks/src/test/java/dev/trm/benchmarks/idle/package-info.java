/** Tests of measuring an idle system. */
@NullMarked
package dev.trm.benchmarks.idle;

import org.jspecify.annotations.NullMarked;
