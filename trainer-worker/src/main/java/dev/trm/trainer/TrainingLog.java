package dev.trm.trainer;

import dev.trm.model.checkpoint.Safetensors;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a training session tells while it runs; called on the session's thread. */
interface TrainingLog {
  /** The data are made. */
  void data(String sha256, long training, int heldOut);

  /**
   * The session goes on from a checkpoint.
   *
   * @param step of the checkpoint
   * @param differences why it will not end in the same bits as if it had never stopped; empty if
   *     nothing is known
   */
  void resumed(long step, List<String> differences);

  /**
   * Figures that have come since the last call.
   *
   * @param step the last step they cover
   * @param values by name, finite
   */
  void measured(long step, Map<String, Double> values);

  /**
   * Held-out puzzles were solved on the way.
   *
   * @param step after which the weights were so
   */
  void evaluated(long step, Evaluation evaluation);

  /** Whether a checkpoint can be kept now without waiting for the one before. */
  boolean takesCheckpoint();

  /**
   * A checkpoint is to be kept, beside the training; waits only if one is being kept. If it fails,
   * training goes on all the same.
   */
  void checkpoint(Snapshot snapshot);

  /** Waits until what was to be kept is kept, or has failed. */
  void settle();

  /**
   * Everything needed to go on, in memory of its own.
   *
   * @param heldOut share of held-out puzzles solved with these weights, 0 to 1; null if not known
   */
  record Snapshot(long step, Safetensors state, @Nullable Double heldOut) {}
}
