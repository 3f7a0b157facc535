package dev.trm.trainer;

import dev.trm.model.checkpoint.Safetensors;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Receives the progress of a training session; called on the session's thread. */
interface TrainingLog {
  /** The data are ready. */
  void data(String sha256, long training, int heldOut);

  /**
   * The session resumes from a checkpoint.
   *
   * @param step of the checkpoint
   * @param differences why the result will not be bit-identical to an uninterrupted run; empty if
   *     no difference is known
   */
  void resumed(long step, List<String> differences);

  /**
   * Metrics since the last call.
   *
   * @param step the last step they cover
   * @param values by name, finite
   */
  void measured(long step, Map<String, Double> values);

  /**
   * An evaluation during the training.
   *
   * @param step of the evaluated weights
   */
  void evaluated(long step, Evaluation evaluation);

  /** Whether a checkpoint can be stored now without waiting for the previous one. */
  boolean takesCheckpoint();

  /**
   * Stores a checkpoint in the background; waits only if another one is being stored. A failure
   * does not stop the training.
   */
  void checkpoint(Snapshot snapshot);

  /** Waits until all checkpoints are stored, or have failed. */
  void settle();

  /**
   * A copy of the complete state, from which a training can be resumed.
   *
   * @param heldOut share of held-out puzzles solved with these weights, 0 to 1; null if not known
   */
  record Snapshot(long step, Safetensors state, @Nullable Double heldOut) {}
}
