/** Tests of measuring history. */
@NullMarked
package dev.trm.benchmarks.history;

import org.jspecify.annotations.NullMarked;
