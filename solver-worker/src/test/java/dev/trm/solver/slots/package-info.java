/** When solves end, and how batches change their shape. */
@NullMarked
package dev.trm.solver.slots;

import org.jspecify.annotations.NullMarked;
