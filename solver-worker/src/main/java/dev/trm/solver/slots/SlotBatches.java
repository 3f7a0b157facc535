package dev.trm.solver.slots;

import dev.trm.model.CellGroups;
import dev.trm.solver.models.ServedModel;
import org.jspecify.annotations.Nullable;

/** Opens batches on a device. Confined to the model's thread. */
public interface SlotBatches {
  /**
   * Tests that the device computes.
   *
   * @throws DeviceException if it does not
   */
  void warmUp();

  /**
   * The numbers of slots that suit the device; called after {@link #warmUp()}.
   *
   * @param largest the maximum number of slots
   */
  ShapeLadder ladder(int largest);

  /**
   * Loads a model.
   *
   * @param shape of all puzzles, for a network with relations; null for other networks
   * @param slots initial number of slots
   * @param most maximum number of slots for a reshape
   * @throws DeviceException if the device fails or has not enough memory
   */
  SlotBatch open(ServedModel model, CellGroups.@Nullable Shape shape, int slots, int most);
}
