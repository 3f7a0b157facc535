/** Tests of when solves end, and of changes of a batch's size. */
@NullMarked
package dev.trm.solver.slots;

import org.jspecify.annotations.NullMarked;
