/**
 * Puzzles of symbols in a square in which every group of cells holds different symbols: Latin
 * squares, jigsaw, X-Sudoku, windoku and whatever groups a user names. Start with {@link
 * dev.trm.puzzles.constraints.ConstraintsPuzzle}; {@link dev.trm.puzzles.constraints.GroupSolver}
 * proves that a solution is the only one, for Sudokus too.
 */
@NullMarked
package dev.trm.puzzles.constraints;

import org.jspecify.annotations.NullMarked;
