@NullMarked
package dev.trm.puzzles.constraints;

import org.jspecify.annotations.NullMarked;
