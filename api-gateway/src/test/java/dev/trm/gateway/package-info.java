/**
 * The REST interface on a real database and a real broker. {@link dev.trm.gateway.TestSolver}
 * stands in for the solver: it takes jobs as a worker does and answers them without a model.
 */
@NullMarked
package dev.trm.gateway;

import org.jspecify.annotations.NullMarked;
