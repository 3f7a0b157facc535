/** Submitting training runs and looking at their curves and checkpoints. */
@NullMarked
package dev.trm.gateway.training;

import org.jspecify.annotations.NullMarked;
