/**
 * Training: {@link dev.trm.model.train.TrainingRun} is a pool of slots with adaptive halting, with
 * one native call for each step. Its complete state can be saved and resumed exactly.
 */
@NullMarked
package dev.trm.model.train;

import org.jspecify.annotations.NullMarked;
