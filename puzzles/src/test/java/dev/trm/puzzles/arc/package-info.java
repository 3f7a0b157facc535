@NullMarked
package dev.trm.puzzles.arc;

import org.jspecify.annotations.NullMarked;
