/**
 * The stages from a claimed job to a prepared task ({@link dev.trm.solver.claims.Preparation}), and
 * from the end of its solve to a recorded outcome ({@link dev.trm.solver.claims.SolveReports},
 * {@link dev.trm.solver.claims.OutcomeWriter}). Each stage has its own thread, so that the model's
 * thread never waits for a database.
 */
@NullMarked
package dev.trm.solver.claims;

import org.jspecify.annotations.NullMarked;
