package dev.trm.solver.slots;

import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.faults.FaultPoint;
import dev.trm.jobs.faults.InjectedFaults;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.TraceCycle;
import dev.trm.model.CellGroups;
import dev.trm.model.search.AttemptSearch;
import dev.trm.model.solve.SlotCycle;
import dev.trm.solver.models.ServedModel;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one model, for a network with relations those of one shape: queued tasks, and
 * started ones, each with an attempt in a slot. A turn removes tasks whose claim was lost, refills
 * the slots and runs a cycle. Confined to the model's thread.
 *
 * <p>A solve keeps one slot for its attempts, which run one after another. Idle slots run further
 * attempts concurrently; they are preempted when a queued puzzle needs the slot.
 */
final class ModelBatch {
  private static final Logger LOG = Logger.getLogger(ModelBatch.class);

  private final ServedModel model;
  private final CellGroups.@Nullable Shape shape;
  private final SlotBatches batches;
  private final ShapeLadder ladder;
  private final Predicate<Claim> held;
  private final Clock clock;
  private final SolveListener listener;
  private final Deque<Solve> waiting = new ArrayDeque<>();
  private final SlotTable slots = new SlotTable();
  private @Nullable SlotBatch batch;
  private boolean leaving;

  /**
   * @param shape of its puzzles, for a network with relations; null for other networks
   * @param held whether this worker still holds a claim
   */
  ModelBatch(
      ServedModel model,
      CellGroups.@Nullable Shape shape,
      SlotBatches batches,
      ShapeLadder ladder,
      Predicate<Claim> held,
      Clock clock,
      SolveListener listener) {
    this.model = model;
    this.shape = shape;
    this.batches = batches;
    this.ladder = ladder;
    this.held = held;
    this.clock = clock;
    this.listener = listener;
  }

  ServedModel model() {
    return model;
  }

  /** Whether this batch has the task's model and shape. */
  boolean takes(SolveTask task) {
    return model.checkpoint().equals(task.model().checkpoint())
        && Objects.equals(shape, task.attempts().shape());
  }

  void add(SolveTask task) {
    waiting.add(new Solve(task));
  }

  int occupied() {
    return slots.occupied();
  }

  /** The number of started tasks, with an attempt in a slot or between two attempts. */
  int begun() {
    return slots.begun();
  }

  /** The number of queued and started tasks. */
  int load() {
    return waiting.size() + slots.begun();
  }

  boolean busy() {
    return load() > 0;
  }

  /** Whether the model is loaded. */
  boolean open() {
    return batch != null;
  }

  /**
   * Unloads the model when its slots are empty, because another model needs the memory: no further
   * puzzles or attempts start until then.
   */
  void leave() {
    leaving = true;
  }

  boolean leaving() {
    return leaving;
  }

  /** Runs one cycle, unless there is nothing to do. */
  void turn() {
    try {
      dropGone();
      if (leaving) {
        retire();
      } else {
        refill();
      }
      if (occupied() > 0) {
        cycle();
      }
      if (leaving && occupied() == 0) {
        retire();
        close();
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.errorf(e, "model %s: its %d jobs fail, a retry may help", model.reference(), load());
      fail(failureOf(e));
    }
  }

  /** Releases the queued tasks. */
  void releaseWaiting() {
    waiting.forEach(solve -> listener.released(solve.task()));
    waiting.clear();
  }

  /** Releases the tasks in slots and unloads the model. */
  void releaseAll() {
    releaseWaiting();
    slots.solves().forEach(solve -> listener.released(solve.task()));
    close();
  }

  /** Unloads the model and discards its slots. */
  void close() {
    slots.forget();
    leaving = false;
    SlotBatch closing = batch;
    batch = null;
    if (closing != null) {
      closing.close();
    }
  }

  private void dropGone() {
    Instant now = clock.instant();
    waiting.removeIf(solve -> gone(solve, now));
    for (Solve solve : slots.solves()) {
      if (gone(solve, now)) {
        end(solve);
      }
    }
  }

  private boolean gone(Solve solve, Instant now) {
    if (!held.test(solve.task().claim())) {
      return true;
    }
    if (!solve.task().overdue(now)) {
      return false;
    }
    if (solve.steps() == 0) {
      listener.failed(solve.task(), deadline(0));
    } else {
      listener.failed(solve, deadline(solve.steps()));
    }
    return true;
  }

  /** Gives a slot to every started solve, then to queued puzzles, then to further attempts. */
  private void refill() {
    List<Running> starting = new ArrayList<>();
    for (Solve solve : slots.solves()) {
      if (solve.search().running() == 0) {
        starting.add(solve.start().orElseThrow());
      }
    }
    while (!waiting.isEmpty() && slots.begun() < ladder.largest()) {
      Solve next = waiting.remove();
      slots.begin(next);
      starting.add(next.start().orElseThrow());
    }
    while (occupied() + starting.size() > ladder.largest()) {
      free(slots.mostDispensable());
    }
    while (occupied() + starting.size() < ladder.largest()) {
      Optional<Running> extra = slots.startExtra();
      if (extra.isEmpty()) {
        break;
      }
      starting.add(extra.get());
    }
    if (occupied() + starting.size() > 0) {
      place(shaped(ladder.fitting(occupied() + starting.size())), starting);
    }
  }

  /** Unloads the model between attempts; started solves wait until it is loaded again. */
  private void retire() {
    while (slots.extra() > 0) {
      free(slots.mostDispensable());
    }
    List<Solve> between =
        slots.solves().stream().filter(solve -> solve.search().running() == 0).toList();
    for (int i = between.size() - 1; i >= 0; i--) {
      slots.end(between.get(i));
      waiting.addFirst(between.get(i));
    }
  }

  private void place(SlotBatch running, List<Running> starting) {
    int slot = 0;
    for (Running next : starting) {
      while (slots.at(slot) != null) {
        slot++;
      }
      try {
        running.place(slot, next.form());
      } catch (IllegalArgumentException e) {
        // Only a first attempt can fail here: all attempts at a puzzle have the same shape.
        end(next.solve());
        listener.failed(
            next.solve().task(),
            new Failure(FailureCode.MODEL_MISMATCH, String.valueOf(e.getMessage())));
        continue;
      }
      slots.put(slot, next);
      next.solve().computedWith(running.facts());
    }
  }

  private SlotBatch shaped(int size) {
    SlotBatch running = batch;
    if (running == null) {
      running = batches.open(model, shape, size, ladder.largest());
      batch = running;
      slots.resize(size, new int[0]);
    } else if (running.slots() != size) {
      slots.resize(size, running.reshape(size));
    }
    return running;
  }

  private void cycle() {
    SlotBatch running = batch;
    if (running == null) {
      return;
    }
    long start = System.nanoTime();
    for (Solve solve : slots.solves()) {
      InjectedFaults.computing(solve.task().spec().grid().asText());
    }
    List<Optional<SlotCycle>> made = running.cycle();
    FaultPoint.MID_CYCLE.reached();
    int micros = Math.toIntExact((System.nanoTime() - start) / 1000 / occupied());
    for (int slot = 0; slot < slots.size(); slot++) {
      Running attempt = slots.at(slot);
      if (attempt != null) {
        advance(running, slot, attempt, made.get(slot).orElseThrow(), micros);
      }
    }
  }

  private void advance(SlotBatch running, int slot, Running attempt, SlotCycle made, int micros) {
    Solve solve = attempt.solve();
    TraceCycle before = solve.last(attempt.attempt());
    AttemptSearch.Progress progress;
    try {
      progress = solve.take(attempt, made, running.slots(), micros);
    } catch (RuntimeException e) {
      LOG.errorf(e, "job %s fails: its draft cannot be read", solve.task().claim().id());
      end(solve);
      listener.failed(solve, failureOf(e));
      return;
    }
    if (progress == AttemptSearch.Progress.OVER) {
      end(solve);
      listener.answered(solve);
      return;
    }
    TraceCycle now = Objects.requireNonNull(solve.last(attempt.attempt()));
    if (attempt.attempt().fresh()) {
      listener.stepped(solve.task(), before, new SolveStep(solve.steps(), now));
    }
    if (progress == AttemptSearch.Progress.ENDED) {
      running.clear(slot);
      slots.clear(slot);
    }
  }

  /** Preempts an attempt; it restarts from its first cycle later. */
  private void free(int slot) {
    Running running = Objects.requireNonNull(slots.at(slot));
    running.solve().search().drop(running.attempt());
    slots.clear(slot);
    if (batch != null) {
      batch.clear(slot);
    }
  }

  /** Removes a solve and frees its slots. */
  private void end(Solve solve) {
    for (int slot : slots.of(solve)) {
      slots.clear(slot);
      if (batch != null) {
        batch.clear(slot);
      }
    }
    slots.end(solve);
  }

  /** Fails all started solves; if even loading the model failed, all queued tasks too. */
  private void fail(Failure failure) {
    if (batch == null) {
      waiting.forEach(solve -> failed(solve, failure));
      waiting.clear();
    }
    slots.solves().forEach(solve -> failed(solve, failure));
    close();
  }

  private void failed(Solve solve, Failure failure) {
    if (solve.steps() == 0) {
      listener.failed(solve.task(), failure);
    } else {
      listener.failed(solve, failure);
    }
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
