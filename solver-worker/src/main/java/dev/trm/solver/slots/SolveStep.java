package dev.trm.solver.slots;

import dev.trm.jobs.store.TraceCycle;

/**
 * A solve's cycle, in the frame of its puzzle.
 *
 * @param number among the cycles of all attempts in the order in which they were computed, from 1
 */
public record SolveStep(int number, TraceCycle cycle) {}
