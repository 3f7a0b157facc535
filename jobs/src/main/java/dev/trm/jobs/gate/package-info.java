/**
 * The rules by which a challenger takes a champion's place, judged by what both did on the same
 * held-out puzzles. Who measures is not known here, nor what is done with the verdict. Start at
 * {@link dev.trm.jobs.gate.Gate#judge}.
 */
@NullMarked
package dev.trm.jobs.gate;

import org.jspecify.annotations.NullMarked;
