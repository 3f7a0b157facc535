package dev.trm.solver.slots;

import dev.trm.jobs.store.TraceCycle;

/**
 * A cycle of a solve, in terms of its original puzzle.
 *
 * @param number the cycle's position among those of all attempts in order of computation, from 1
 */
public record SolveStep(int number, TraceCycle cycle) {}
