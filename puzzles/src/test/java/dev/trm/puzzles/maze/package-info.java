@NullMarked
package dev.trm.puzzles.maze;

import org.jspecify.annotations.NullMarked;
