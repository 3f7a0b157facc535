/**
 * Puzzles without any machinery: parse, check, tokenise, augment, generate and rate them. Start
 * with {@link dev.trm.puzzles.Puzzle}; each kind has its own package below.
 */
@NullMarked
package dev.trm.puzzles;

import org.jspecify.annotations.NullMarked;
