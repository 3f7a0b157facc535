/** Tests of the checkpoint store. */
@NullMarked
package dev.trm.jobs.checkpoint;

import org.jspecify.annotations.NullMarked;
