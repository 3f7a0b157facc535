package dev.trm.solver.slots;

import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.faults.FaultPoint;
import dev.trm.jobs.faults.InjectedFaults;
import dev.trm.jobs.store.Claim;
import dev.trm.model.solve.SlotCycle;
import dev.trm.solver.models.ServedModel;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one model: those in slots and those that wait for one. A turn removes what has gone,
 * refills the slots and runs a cycle. For the model's thread.
 */
final class ModelBatch {
  private static final Logger LOG = Logger.getLogger(ModelBatch.class);

  private final ServedModel model;
  private final SlotBatches batches;
  private final ShapeLadder ladder;
  private final Predicate<Claim> held;
  private final Clock clock;
  private final SolveListener listener;
  private final Deque<SolveTask> waiting = new ArrayDeque<>();
  private @Nullable SlotBatch batch;
  private @Nullable Solve[] solves = new Solve[0];
  private boolean leaving;

  /**
   * @param held whether a claim is still this worker's
   */
  ModelBatch(
      ServedModel model,
      SlotBatches batches,
      ShapeLadder ladder,
      Predicate<Claim> held,
      Clock clock,
      SolveListener listener) {
    this.model = model;
    this.batches = batches;
    this.ladder = ladder;
    this.held = held;
    this.clock = clock;
    this.listener = listener;
  }

  ServedModel model() {
    return model;
  }

  void add(SolveTask task) {
    waiting.add(task);
  }

  int occupied() {
    int count = 0;
    for (Solve solve : solves) {
      count += solve == null ? 0 : 1;
    }
    return count;
  }

  /** Tasks that wait or run. */
  int load() {
    return waiting.size() + occupied();
  }

  boolean busy() {
    return load() > 0;
  }

  /** Whether the model is loaded. */
  boolean open() {
    return batch != null;
  }

  /** Takes no further puzzles until it is empty and unloaded, because another model needs room. */
  void leave() {
    leaving = true;
  }

  boolean leaving() {
    return leaving;
  }

  /** One cycle, unless nothing is left to do. */
  void turn() {
    try {
      dropGone();
      if (!leaving) {
        refill();
      }
      if (occupied() > 0) {
        cycle();
      }
      if (leaving && occupied() == 0) {
        close();
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.errorf(e, "model %s: its %d jobs fail, a retry may help", model.reference(), load());
      fail(failureOf(e));
    }
  }

  /** Gives back what waits. */
  void releaseWaiting() {
    waiting.forEach(listener::released);
    waiting.clear();
  }

  /** Gives back what is in slots and unloads the model. */
  void releaseAll() {
    releaseWaiting();
    for (Solve solve : solves) {
      if (solve != null) {
        listener.released(solve.task());
      }
    }
    close();
  }

  /** Unloads the model; what was in slots is forgotten. */
  void close() {
    solves = new Solve[0];
    leaving = false;
    SlotBatch closing = batch;
    batch = null;
    if (closing != null) {
      closing.close();
    }
  }

  private void dropGone() {
    Instant now = clock.instant();
    waiting.removeIf(task -> gone(task, now));
    SlotBatch running = batch;
    if (running == null) {
      return;
    }
    for (int slot = 0; slot < solves.length; slot++) {
      Solve solve = solves[slot];
      if (solve == null) {
        continue;
      }
      boolean overdue = solve.task().overdue(now);
      if (!held.test(solve.task().claim())) {
        empty(running, slot);
      } else if (overdue) {
        empty(running, slot);
        listener.failed(solve, deadline(solve.steps().size()));
      }
    }
  }

  private boolean gone(SolveTask task, Instant now) {
    if (!held.test(task.claim())) {
      return true;
    }
    if (task.overdue(now)) {
      listener.failed(task, deadline(0));
      return true;
    }
    return false;
  }

  private void refill() {
    int wanted = Math.min(ladder.largest(), occupied() + waiting.size());
    if (wanted == 0) {
      return;
    }
    SlotBatch running = shaped(ladder.fitting(wanted));
    for (int slot = 0; slot < solves.length && !waiting.isEmpty(); slot++) {
      if (solves[slot] == null) {
        place(running, slot, waiting.remove());
      }
    }
  }

  private void place(SlotBatch running, int slot, SolveTask task) {
    try {
      running.place(slot, task.puzzle().tokens());
      solves[slot] = new Solve(task, running.facts());
    } catch (IllegalArgumentException e) {
      listener.failed(
          task, new Failure(FailureCode.MODEL_MISMATCH, String.valueOf(e.getMessage())));
    }
  }

  private SlotBatch shaped(int slots) {
    SlotBatch running = batch;
    if (running == null) {
      running = batches.open(model, slots, ladder.largest());
      batch = running;
      solves = new Solve[slots];
    } else if (running.slots() != slots) {
      int[] from = running.reshape(slots);
      @Nullable Solve[] moved = new Solve[slots];
      for (int to = 0; to < from.length; to++) {
        moved[to] = solves[from[to]];
      }
      solves = moved;
    }
    return running;
  }

  private void cycle() {
    SlotBatch running = batch;
    if (running == null) {
      return;
    }
    long start = System.nanoTime();
    for (Solve solve : solves) {
      if (solve != null) {
        InjectedFaults.computing(solve.task().spec().grid().asText());
      }
    }
    List<Optional<SlotCycle>> made = running.cycle();
    FaultPoint.MID_CYCLE.reached();
    int micros = Math.toIntExact((System.nanoTime() - start) / 1000 / occupied());
    for (int slot = 0; slot < solves.length; slot++) {
      Solve solve = solves[slot];
      if (solve != null) {
        advance(running, slot, solve, made.get(slot).orElseThrow(), micros);
      }
    }
  }

  private void advance(SlotBatch running, int slot, Solve solve, SlotCycle made, int micros) {
    boolean ended;
    try {
      ended = solve.take(made, running.slots(), micros);
    } catch (RuntimeException e) {
      LOG.errorf(e, "job %s fails: its draft cannot be read", solve.task().claim().id());
      empty(running, slot);
      listener.failed(solve, failureOf(e));
      return;
    }
    if (ended) {
      empty(running, slot);
      listener.answered(solve);
    } else {
      listener.stepped(solve.task(), solve.before(), solve.last());
    }
  }

  private void empty(SlotBatch running, int slot) {
    running.clear(slot);
    solves[slot] = null;
  }

  /** Everything in slots fails; where the model could not even be loaded, everything that waits. */
  private void fail(Failure failure) {
    boolean loaded = batch != null;
    for (Solve solve : solves) {
      if (solve != null) {
        listener.failed(solve, failure);
      }
    }
    if (!loaded) {
      waiting.forEach(task -> listener.failed(task, failure));
      waiting.clear();
    }
    close();
  }

  private static Failure deadline(int cycles) {
    return new Failure(FailureCode.DEADLINE, "deadline passed after " + cycles + " cycles");
  }

  private static Failure failureOf(Throwable e) {
    if (e instanceof DeviceException device) {
      return device.failure();
    }
    return e instanceof OutOfMemoryError
        ? new Failure(FailureCode.OUT_OF_MEMORY, "the solver has no memory left")
        : new Failure(FailureCode.INTERNAL, "the solver failed: " + e);
  }
}
