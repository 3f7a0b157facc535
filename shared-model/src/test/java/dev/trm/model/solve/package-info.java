/** Slots: placing, moving and clearing puzzles. */
@NullMarked
package dev.trm.model.solve;

import org.jspecify.annotations.NullMarked;
