@NullMarked
package dev.trm.puzzles.solved;

import org.jspecify.annotations.NullMarked;
