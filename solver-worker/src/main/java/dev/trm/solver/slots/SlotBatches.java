package dev.trm.solver.slots;

import dev.trm.model.CellGroups;
import dev.trm.solver.models.ServedModel;
import org.jspecify.annotations.Nullable;

/** Opens batches on a device. Called by the model's thread. */
public interface SlotBatches {
  /**
   * Proves that the device computes.
   *
   * @throws DeviceException if it does not
   */
  void warmUp();

  /**
   * The numbers of slots that suit the device; asked after {@link #warmUp()}.
   *
   * @param largest the most slots
   */
  ShapeLadder ladder(int largest);

  /**
   * Loads a model.
   *
   * @param shape of the puzzles to come, for a network with relations; null for other networks
   * @param slots of the batch at first
   * @param most slots that it may be reshaped to
   * @throws DeviceException if the device fails or has no room for it
   */
  SlotBatch open(ServedModel model, CellGroups.@Nullable Shape shape, int slots, int most);
}
