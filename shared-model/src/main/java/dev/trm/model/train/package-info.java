/**
 * Training: {@link dev.trm.model.train.TrainingRun} is a pool of slots with adaptive halting, one
 * native call a step. Its whole state can be written and taken up again exactly.
 */
@NullMarked
package dev.trm.model.train;

import org.jspecify.annotations.NullMarked;
