/**
 * Measures the gain of adaptive halting with refilled slots over batches that run all their cycles,
 * with the same model. Start with {@link dev.trm.benchmarks.slots.SlotsRun}.
 */
@NullMarked
package dev.trm.benchmarks.slots;

import org.jspecify.annotations.NullMarked;
