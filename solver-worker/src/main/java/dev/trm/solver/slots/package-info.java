/**
 * Slots: puzzles of one model run together, cycle after cycle, and a slot is refilled as soon as
 * its puzzle has ended. Start at {@link dev.trm.solver.slots.SlotEngine}, the model's thread;
 * {@link dev.trm.solver.slots.ModelBatch} is one turn of one model, {@link
 * dev.trm.solver.slots.HaltRule} decides when a solve ends.
 */
@NullMarked
package dev.trm.solver.slots;

import org.jspecify.annotations.NullMarked;
