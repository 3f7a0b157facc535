/**
 * Puzzles without any machinery: parse, check, tokenise, augment, generate and rate them. Start
 * with {@link dev.trm.puzzles.Puzzle} and {@link dev.trm.puzzles.PuzzleKind}; each kind has its own
 * package below. {@link dev.trm.puzzles.ExampleSet} is what training draws from.
 */
@NullMarked
package dev.trm.puzzles;

import org.jspecify.annotations.NullMarked;
