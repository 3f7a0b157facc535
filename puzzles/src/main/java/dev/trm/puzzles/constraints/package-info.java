/**
 * Puzzles of symbols in a square in which the cells of each group must have different symbols:
 * Latin squares, jigsaw, X-Sudoku, windoku, and any groups that a user defines. Start with {@link
 * dev.trm.puzzles.constraints.ConstraintsPuzzle}; {@link dev.trm.puzzles.constraints.GroupSolver}
 * proves that a solution is unique, for Sudokus too.
 */
@NullMarked
package dev.trm.puzzles.constraints;

import org.jspecify.annotations.NullMarked;
