/** What a replay says. */
@NullMarked
package dev.trm.solver.replay;

import org.jspecify.annotations.NullMarked;
