/** Tests of the checker: every kind of violation is planted and found. */
@NullMarked
package dev.trm.benchmarks.check;

import org.jspecify.annotations.NullMarked;
