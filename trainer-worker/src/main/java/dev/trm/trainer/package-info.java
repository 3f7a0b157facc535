/**
 * The trainer: takes training jobs, prepares their data, trains, evaluates on held-out puzzles,
 * writes checkpoints and registers models. Start with {@link dev.trm.trainer.TrainerService}, which
 * takes jobs, and {@link dev.trm.trainer.TrainingSession}, which runs one; {@link
 * dev.trm.trainer.Adaptation} answers an unseen task.
 */
@NullMarked
package dev.trm.trainer;

import org.jspecify.annotations.NullMarked;
