/**
 * Submitting puzzles, alone and in batches. {@link dev.trm.gateway.solving.SolveForm} is the one
 * place that turns a request into a {@code SolveSpec}.
 */
@NullMarked
package dev.trm.gateway.solving;

import org.jspecify.annotations.NullMarked;
