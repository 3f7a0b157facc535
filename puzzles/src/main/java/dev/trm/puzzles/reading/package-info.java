/**
 * Reads puzzles in the forms that people and public collections use. Start with {@link
 * dev.trm.puzzles.reading.PuzzleReader}, which detects the form; {@code docs/puzzle-files.md}
 * states the rules.
 */
@NullMarked
package dev.trm.puzzles.reading;

import org.jspecify.annotations.NullMarked;
