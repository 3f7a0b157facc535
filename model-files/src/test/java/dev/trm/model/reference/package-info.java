/** Tests of importing public checkpoints. */
@NullMarked
package dev.trm.model.reference;

import org.jspecify.annotations.NullMarked;
