package dev.trm.solver.slots;

import dev.trm.model.search.AttemptForm;
import dev.trm.model.solve.SlotCycle;
import java.util.List;
import java.util.Optional;

/**
 * One model's slots on a device; see {@link dev.trm.model.solve.SlotSolver}. Confined to one
 * thread.
 */
public interface SlotBatch extends AutoCloseable {
  ComputeFacts facts();

  int slots();

  /**
   * Places a puzzle in a slot.
   *
   * @throws IllegalArgumentException if the model cannot take the question; the batch is unchanged
   */
  void place(int slot, AttemptForm form);

  void clear(int slot);

  /**
   * Changes the number of slots; the occupied ones become the first, in the same order.
   *
   * @return the old numbers of the occupied slots, in order
   * @throws DeviceException if the device fails; the batch is then unusable
   */
  int[] reshape(int slots);

  /**
   * Runs one cycle of all slots; the entry of an empty slot is empty.
   *
   * @throws DeviceException if the device fails; the batch is then unusable
   */
  List<Optional<SlotCycle>> cycle();

  @Override
  void close();
}
