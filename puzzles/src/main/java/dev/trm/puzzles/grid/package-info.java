/**
 * Grids of small whole numbers, and puzzles of a user's own that turn one grid into another: pairs
 * read from NDJSON by {@link dev.trm.puzzles.grid.GridPairReader}, surveyed for the {@link
 * dev.trm.puzzles.grid.GridLayout} that makes tokens of them. ARC is built on the same parts.
 */
@NullMarked
package dev.trm.puzzles.grid;

import org.jspecify.annotations.NullMarked;
