@NullMarked
package dev.trm.puzzles;

import org.jspecify.annotations.NullMarked;
