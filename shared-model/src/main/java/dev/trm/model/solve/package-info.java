/** Inference: {@link dev.trm.model.solve.SlotSolver} runs a batch of puzzles cycle after cycle. */
@NullMarked
package dev.trm.model.solve;

import org.jspecify.annotations.NullMarked;
