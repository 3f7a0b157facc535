/**
 * Trainings over values: what a sweep asks for, as many trainings, what their results say of each
 * combination of values over its seeds, and which of them is good enough to become champion. Start
 * at {@link dev.trm.jobs.sweep.SweepPlan#parse}, then {@link dev.trm.jobs.sweep.SweepGate#judge}.
 */
@NullMarked
package dev.trm.jobs.sweep;

import org.jspecify.annotations.NullMarked;
