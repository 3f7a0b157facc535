/**
 * Measures what adaptive halting with refilled slots gains over batches that run all their cycles,
 * with the same model. Start at {@link dev.trm.benchmarks.slots.SlotsRun}.
 */
@NullMarked
package dev.trm.benchmarks.slots;

import org.jspecify.annotations.NullMarked;
