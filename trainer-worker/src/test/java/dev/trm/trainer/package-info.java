/** Tests of the trainer. */
@NullMarked
package dev.trm.trainer;

import org.jspecify.annotations.NullMarked;
