package dev.trm.trainer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What a training session tells while it runs; called on the session's thread. */
interface TrainingLog {
  /** The data are made. */
  void data(String sha256, int training, int heldOut);

  /**
   * Figures that have come since the last call.
   *
   * @param step the last step they cover
   * @param values by name, finite
   */
  void measured(long step, Map<String, Double> values);

  /** Everything needed to go on is to be kept now; if that fails, training goes on all the same. */
  void checkpoint(long step, CheckpointWriter full);

  /** Writes a checkpoint file. */
  interface CheckpointWriter {
    void write(Path file) throws IOException;
  }
}
