/**
 * Sudoku of 4×4, 6×6, 9×9 and 16×16. {@link dev.trm.puzzles.sudoku.SudokuPuzzle} is a submitted
 * puzzle; {@link dev.trm.puzzles.sudoku.SudokuGenerator} generates new ones. The solver only
 * labels, proves uniqueness and rates: it never answers a job.
 */
@NullMarked
package dev.trm.puzzles.sudoku;

import org.jspecify.annotations.NullMarked;
