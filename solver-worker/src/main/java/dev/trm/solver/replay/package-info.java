/**
 * Replays: a replay repeats a recorded solve and compares every cycle bit by bit. {@link
 * dev.trm.solver.replay.Recording} is the recorded solve; {@link
 * dev.trm.solver.replay.ReplayComparison} makes the verdict.
 */
@NullMarked
package dev.trm.solver.replay;

import org.jspecify.annotations.NullMarked;
