/**
 * Running a solve again and saying whether every cycle is the same to the bit: {@link
 * dev.trm.solver.replay.Recording} is what was, {@link dev.trm.solver.replay.ReplayComparison} says
 * what came of it.
 */
@NullMarked
package dev.trm.solver.replay;

import org.jspecify.annotations.NullMarked;
