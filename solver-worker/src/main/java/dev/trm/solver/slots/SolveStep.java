package dev.trm.solver.slots;

import dev.trm.model.solve.SlotCycle;

/**
 * A solve's cycle.
 *
 * @param cycle counted from 1
 * @param slots the number of slots it ran with
 * @param micros its share of the batch's time, microseconds
 */
public record SolveStep(int cycle, SlotCycle made, int slots, int micros) {}
