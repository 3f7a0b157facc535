/**
 * The solver service: takes solve jobs and answers them with trained models. Start at {@link
 * dev.trm.solver.SolverWorker}, which joins the parts; {@code slots} runs the model.
 */
@NullMarked
package dev.trm.solver;

import org.jspecify.annotations.NullMarked;
