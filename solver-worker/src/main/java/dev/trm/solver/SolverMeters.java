package dev.trm.solver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.store.Outcome;
import dev.trm.model.CellGroups;
import dev.trm.model.search.AttemptForm;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.torch.KernelProof;
import dev.trm.solver.models.ServedModel;
import dev.trm.solver.slots.ComputeFacts;
import dev.trm.solver.slots.ShapeLadder;
import dev.trm.solver.slots.SlotBatch;
import dev.trm.solver.slots.SlotBatches;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Metrics of cycles, puzzles and the device's time. */
final class SolverMeters {
  private final MeterRegistry meters;

  SolverMeters(MeterRegistry meters) {
    this.meters = meters;
  }

  void watch(SolverWorker worker) {
    Gauge.builder("trm.kernels.replaced", KernelProof::replaced)
        .description("Kernels that deviate on this machine and were replaced by plain operations")
        .register(meters);
    Gauge.builder("trm.solver.slots.busy", worker, SolverWorker::busySlots)
        .description("Slots occupied in the last cycles")
        .register(meters);
    Gauge.builder("trm.worker.jobs.held", worker, SolverWorker::heldClaims)
        .description("Jobs claimed and not yet recorded")
        .tag("kind", JobKind.SOLVE.wire())
        .register(meters);
  }

  /** Counts a recorded outcome. */
  void recorded(Outcome outcome) {
    meters.counter("trm.solver.puzzles", "ending", ending(outcome)).increment();
  }

  /** Wraps batches to time their cycles. */
  SlotBatches timed(SlotBatches batches) {
    Timer time =
        Timer.builder("trm.solver.cycle")
            .description("Time of one cycle of a batch")
            .register(meters);
    Counter cycles =
        Counter.builder("trm.solver.cycles")
            .description("Cycles of single puzzles")
            .register(meters);
    return new SlotBatches() {
      @Override
      public void warmUp() {
        batches.warmUp();
      }

      @Override
      public ShapeLadder ladder(int largest) {
        return batches.ladder(largest);
      }

      @Override
      public SlotBatch open(
          ServedModel model, CellGroups.@Nullable Shape shape, int slots, int most) {
        return new TimedBatch(batches.open(model, shape, slots, most), time, cycles);
      }
    };
  }

  private static String ending(Outcome outcome) {
    if (outcome instanceof Outcome.Succeeded succeeded) {
      JsonNode solved = succeeded.result().path("solved");
      return solved.isMissingNode() ? "unchecked" : solved.asBoolean() ? "solved" : "unsolved";
    }
    return outcome instanceof Outcome.Released ? "released" : "failed";
  }

  private record TimedBatch(SlotBatch batch, Timer time, Counter cycles) implements SlotBatch {
    @Override
    public ComputeFacts facts() {
      return batch.facts();
    }

    @Override
    public int slots() {
      return batch.slots();
    }

    @Override
    public void place(int slot, AttemptForm form) {
      batch.place(slot, form);
    }

    @Override
    public void clear(int slot) {
      batch.clear(slot);
    }

    @Override
    public int[] reshape(int slots) {
      return batch.reshape(slots);
    }

    @Override
    public List<Optional<SlotCycle>> cycle() {
      long start = System.nanoTime();
      List<Optional<SlotCycle>> made = batch.cycle();
      time.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      cycles.increment((double) made.stream().filter(Optional::isPresent).count());
      return made;
    }

    @Override
    public void close() {
      batch.close();
    }
  }
}
