package dev.trm.solver.slots;

import dev.trm.model.search.AttemptForm;
import dev.trm.model.solve.SlotCycle;
import java.util.List;
import java.util.Optional;

/** One model's slots on a device; see {@link dev.trm.model.solve.SlotSolver}. For one thread. */
public interface SlotBatch extends AutoCloseable {
  ComputeFacts facts();

  int slots();

  /**
   * Puts a puzzle into a slot.
   *
   * @throws IllegalArgumentException if the model cannot take the question; nothing has changed
   */
  void place(int slot, AttemptForm form);

  void clear(int slot);

  /**
   * Changes the number of slots; the occupied ones become the first, in their order.
   *
   * @return the slots that were occupied before, in order
   * @throws DeviceException if the device fails; the batch is then of no more use
   */
  int[] reshape(int slots);

  /**
   * One cycle of all slots; empty for an empty slot.
   *
   * @throws DeviceException if the device fails; the batch is then of no more use
   */
  List<Optional<SlotCycle>> cycle();

  @Override
  void close();
}
