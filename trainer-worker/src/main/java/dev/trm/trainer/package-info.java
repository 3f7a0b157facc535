/**
 * The trainer: takes training jobs, makes their data, trains, evaluates on held-out puzzles, writes
 * checkpoints and registers models. Start with {@link dev.trm.trainer.TrainerService}, which takes
 * jobs, and {@link dev.trm.trainer.TrainingSession}, which carries one out; {@link
 * dev.trm.trainer.Adaptation} answers an unseen task.
 */
@NullMarked
package dev.trm.trainer;

import org.jspecify.annotations.NullMarked;
