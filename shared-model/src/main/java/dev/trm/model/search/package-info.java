/**
 * Search at inference: further attempts at a puzzle whose first answer breaks the rules. {@link
 * dev.trm.model.search.AttemptSearch} decides which attempt runs and when the search is over, for
 * solver, evaluation and benchmarks; {@link dev.trm.model.search.PuzzleAttempts} provides the form
 * of each attempt, and {@link dev.trm.model.search.SearchRunner} searches many puzzles at once.
 */
@NullMarked
package dev.trm.model.search;

import org.jspecify.annotations.NullMarked;
