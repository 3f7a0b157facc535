/**
 * Puzzles without infrastructure: parse, check, tokenise, augment, generate and rate them. Start
 * with {@link dev.trm.puzzles.Puzzle} and {@link dev.trm.puzzles.PuzzleKind}; each kind has its own
 * package below. Training draws its examples from a {@link dev.trm.puzzles.ExampleSet}.
 */
@NullMarked
package dev.trm.puzzles;

import org.jspecify.annotations.NullMarked;
