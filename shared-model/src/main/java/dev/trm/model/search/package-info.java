/**
 * Search at inference: further attempts at a puzzle whose first answer fails the rules. {@link
 * dev.trm.model.search.AttemptSearch} decides which attempt runs and when the search is over, for a
 * solver, an evaluation and a benchmark alike; {@link dev.trm.model.search.PuzzleAttempts} says
 * what an attempt solves, and {@link dev.trm.model.search.SearchRunner} searches many puzzles at
 * once.
 */
@NullMarked
package dev.trm.model.search;

import org.jspecify.annotations.NullMarked;
