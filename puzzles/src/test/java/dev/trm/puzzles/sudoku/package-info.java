@NullMarked
package dev.trm.puzzles.sudoku;

import org.jspecify.annotations.NullMarked;
