package dev.trm.solver.slots;

import dev.trm.model.CellGroups;
import dev.trm.model.Compute;
import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.search.AttemptForm;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import dev.trm.model.torch.Backend;
import dev.trm.model.train.Initialization;
import dev.trm.solver.models.ServedModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Batches of real models; the only class that creates a {@link SlotSolver}, so the only one in
 * which native calls can fail.
 */
public final class TorchBatches implements SlotBatches {
  /** The smallest valid model, for the device's test; it solves no puzzle. */
  private static final TrmConfig SMALLEST =
      new TrmConfig(2, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, Mixer.MLP, Positions.NONE, 10000, 1e-5);

  private final Supplier<Backend> backend;

  public TorchBatches(Compute compute) {
    this(() -> Backend.of(compute));
  }

  /**
   * @param backend called at each use, because the device may be missing
   */
  public TorchBatches(Supplier<Backend> backend) {
    this.backend = backend;
  }

  @Override
  public void warmUp() {
    guarded(
        "trying the device",
        () -> {
          try (SlotSolver solver = solver(Initialization.of(SMALLEST, 0), null, 1, 1)) {
            solver.place(0, new int[1], 0);
            return solver.cycle();
          }
        });
  }

  @Override
  public SlotBatch open(ServedModel model, CellGroups.@Nullable Shape shape, int slots, int most) {
    return guarded(
        "loading model " + model.reference(),
        () -> {
          SlotSolver solver = solver(model.weights(), shape, slots, most);
          return new TorchBatch(solver, facts(solver));
        });
  }

  private SlotSolver solver(
      TrmWeights weights, CellGroups.@Nullable Shape shape, int slots, int most) {
    return new SlotSolver(weights, shape, slots, most, backend.get());
  }

  @Override
  public ShapeLadder ladder(int largest) {
    Backend found = guarded("finding the device", backend);
    return found.deviceName().equals("cpu")
        ? ShapeLadder.everySize(largest)
        : ShapeLadder.fourfold(largest);
  }

  private static ComputeFacts facts(SlotSolver solver) {
    Backend backend = solver.backend();
    Map<String, String> facts = solver.facts();
    return new ComputeFacts(
        backend.deviceName(),
        backend.precision().toString(),
        backend.threads(),
        facts.getOrDefault("library", ""),
        facts.getOrDefault("instructions", ""),
        facts.getOrDefault("kernels", ""));
  }

  private static <T> T guarded(String doing, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
      throw new DeviceException(doing, e);
    }
  }

  private record TorchBatch(SlotSolver solver, ComputeFacts facts) implements SlotBatch {
    @Override
    public int slots() {
      return solver.slots();
    }

    @Override
    public void place(int slot, AttemptForm form) {
      solver.place(slot, form.question(), form.puzzleId(), form.groups(), form.start());
    }

    @Override
    public void clear(int slot) {
      solver.clear(slot);
    }

    @Override
    public int[] reshape(int slots) {
      return guarded("changing the number of slots to " + slots, () -> solver.reshape(slots));
    }

    @Override
    public List<Optional<SlotCycle>> cycle() {
      return guarded("running a cycle", solver::cycle);
    }

    @Override
    public void close() {
      solver.close();
    }
  }
}
