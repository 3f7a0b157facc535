@NullMarked
package dev.trm.puzzles.reading;

import org.jspecify.annotations.NullMarked;
