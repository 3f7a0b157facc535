/**
 * Measures the CPU use of services during a Kafka outage, and the recovery time of jobs afterwards.
 * Start with {@link dev.trm.benchmarks.outage.OutageRun}.
 */
@NullMarked
package dev.trm.benchmarks.outage;

import org.jspecify.annotations.NullMarked;
