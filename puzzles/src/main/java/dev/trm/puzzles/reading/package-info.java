/**
 * Reads puzzles in the forms in which people and public collections write them. Start reading at
 * {@link dev.trm.puzzles.reading.PuzzleReader}, which chooses the form; {@code
 * docs/puzzle-files.md} states the rules.
 */
@NullMarked
package dev.trm.puzzles.reading;

import org.jspecify.annotations.NullMarked;
