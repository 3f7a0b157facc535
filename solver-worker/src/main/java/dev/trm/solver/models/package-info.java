/**
 * Resolves models: {@link dev.trm.solver.models.ModelCatalog} turns the name in a request into
 * weights.
 */
@NullMarked
package dev.trm.solver.models;

import org.jspecify.annotations.NullMarked;
