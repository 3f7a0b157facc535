@NullMarked
package dev.trm.puzzles.grid;

import org.jspecify.annotations.NullMarked;
