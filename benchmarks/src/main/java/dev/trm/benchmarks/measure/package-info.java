/**
 * What every measurement needs: its options, statistics, the machine, and what a PostgreSQL server
 * has written meanwhile. Start reading at {@link dev.trm.benchmarks.measure.ServerCounters}.
 */
@NullMarked
package dev.trm.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
