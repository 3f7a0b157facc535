/**
 * The solver service: takes solve jobs and answers them with trained models. Start with {@link
 * dev.trm.solver.SolverWorker}, which connects the stages; {@code slots} runs the model.
 */
@NullMarked
package dev.trm.solver;

import org.jspecify.annotations.NullMarked;
