/**
 * Trainings over values: what a sweep asks for, as many trainings, and what their results say of
 * each combination of values over its seeds. Start at {@link dev.trm.jobs.sweep.SweepPlan#parse}.
 */
@NullMarked
package dev.trm.jobs.sweep;

import org.jspecify.annotations.NullMarked;
