/** Tests of replays. */
@NullMarked
package dev.trm.solver.replay;

import org.jspecify.annotations.NullMarked;
