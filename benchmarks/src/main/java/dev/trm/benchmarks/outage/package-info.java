/**
 * What services cost while Kafka is away, and how soon jobs run once it is back. Start reading at
 * {@link dev.trm.benchmarks.outage.OutageRun}.
 */
@NullMarked
package dev.trm.benchmarks.outage;

import org.jspecify.annotations.NullMarked;
