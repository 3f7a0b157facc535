/**
 * Slots: puzzles of one model run as a batch, cycle after cycle, and a slot is refilled as soon as
 * its puzzle has ended. Start with {@link dev.trm.solver.slots.SlotEngine}, the model's thread;
 * {@link dev.trm.solver.slots.ModelBatch} runs the turns of one model, {@link
 * dev.trm.solver.slots.HaltRule} decides when a solve ends.
 */
@NullMarked
package dev.trm.solver.slots;

import org.jspecify.annotations.NullMarked;
