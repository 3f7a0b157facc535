/**
 * Grids of small integers, and a user's own puzzles that transform one grid into another: {@link
 * dev.trm.puzzles.grid.GridPairReader} reads pairs from NDJSON, and {@link
 * dev.trm.puzzles.grid.GridSurvey} finds the {@link dev.trm.puzzles.grid.GridLayout} that maps them
 * to tokens. ARC uses the same classes.
 */
@NullMarked
package dev.trm.puzzles.grid;

import org.jspecify.annotations.NullMarked;
