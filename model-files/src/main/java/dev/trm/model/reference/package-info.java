/**
 * Imports public checkpoints of the reference code. They contain only tensors, so the configuration
 * is inferred from their shapes, and from options where shapes do not determine it: start with
 * {@link dev.trm.model.reference.ReferenceCheckpoint}.
 */
@NullMarked
package dev.trm.model.reference;

import org.jspecify.annotations.NullMarked;
