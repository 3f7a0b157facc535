package dev.trm.solver.slots;

import dev.trm.jobs.store.Claim;
import dev.trm.model.CellGroups;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The thread of one device. Models with work take turns of one cycle each. The number of loaded
 * models is limited; the least recently used idle model is unloaded first. No failure of a single
 * job or model ends the thread.
 */
public final class SlotEngine {
  private static final Logger LOG = Logger.getLogger(SlotEngine.class);

  private final SlotBatches batches;
  private final Supplier<ShapeLadder> shapes;
  private final int mostModels;
  private final int mostNodes;
  private final Predicate<Claim> held;
  private final Clock clock;
  private final SolveListener listener;
  private final BlockingQueue<Consumer<ShapeLadder>> inbox = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> warm = new CompletableFuture<>();
  private final Thread thread;

  /** The batches in order of their turns; the least recent turn comes first. */
  private final Deque<ModelBatch> ring = new ArrayDeque<>();

  private volatile int busySlots;
  private volatile int load;
  private volatile boolean stopNow;
  private boolean stopping;

  /**
   * @param name of the thread
   * @param shapes the permitted numbers of slots; called after the device has passed its test
   * @param mostModels maximum number of loaded models, at least 1; a network with relations counts
   *     once for each shape of puzzles
   * @param mostNodes maximum number of nodes of a batch, for networks with relations: cells times
   *     symbols, summed over its slots
   * @param held whether this worker still holds a claim; checked before each cycle
   */
  public SlotEngine(
      String name,
      SlotBatches batches,
      Supplier<ShapeLadder> shapes,
      int mostModels,
      int mostNodes,
      Predicate<Claim> held,
      Clock clock,
      SolveListener listener) {
    if (mostModels < 1) {
      throw new IllegalArgumentException("models: " + mostModels + " is less than 1");
    }
    this.batches = batches;
    this.shapes = shapes;
    this.mostModels = mostModels;
    this.mostNodes = mostNodes;
    this.held = held;
    this.clock = clock;
    this.listener = listener;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /**
   * Starts the thread.
   *
   * @return completes when the device has passed its test; fails with a {@link DeviceException} if
   *     it does not
   */
  public CompletableFuture<Void> start() {
    thread.start();
    return warm;
  }

  /** Adds a task, which runs as soon as a slot is free. */
  public void add(SolveTask task) {
    inbox.add(ladder -> admit(task, ladder));
  }

  /** The approximate number of queued and started tasks. */
  public int load() {
    return inbox.size() + load;
  }

  /** The number of slots occupied in the last cycles. */
  public int busySlots() {
    return busySlots;
  }

  /**
   * Releases queued tasks, lets running solves end within the drain time, and releases the rest.
   * Returns when the thread has ended and the device is free.
   */
  public void stop(Duration drain) throws InterruptedException {
    inbox.add(ladder -> stopping = true);
    thread.join(Math.max(1, drain.toMillis()));
    if (thread.isAlive()) {
      stopNow = true;
      thread.join();
    }
  }

  private void run() {
    ShapeLadder ladder;
    try {
      batches.warmUp();
      ladder = shapes.get();
      warm.complete(null);
    } catch (DeviceException e) {
      warm.completeExceptionally(e);
      return;
    }
    try {
      while (!(stopping && begun() == 0) && !stopNow) {
        receive(ladder);
        turn();
        tidy();
      }
    } catch (InterruptedException e) {
      LOG.warnf("%s was interrupted and ends", thread.getName());
    } finally {
      ring.forEach(ModelBatch::releaseAll);
    }
  }

  /** Processes the inbox; blocks if there is nothing else to do. */
  private void receive(ShapeLadder ladder) throws InterruptedException {
    List<Consumer<ShapeLadder>> arrived = new ArrayList<>();
    if (ring.stream().noneMatch(ModelBatch::busy)) {
      arrived.add(inbox.take());
    }
    inbox.drainTo(arrived);
    arrived.forEach(each -> each.accept(ladder));
    if (stopping) {
      ring.forEach(ModelBatch::releaseWaiting);
    }
  }

  private void admit(SolveTask task, ShapeLadder ladder) {
    ModelBatch batch =
        ring.stream()
            .filter(each -> each.takes(task))
            .findFirst()
            .orElseGet(
                () -> {
                  ModelBatch added = batchFor(task, ladder);
                  ring.addLast(added);
                  return added;
                });
    batch.add(task);
  }

  /**
   * Reduces the number of slots for large puzzles, so that their batch needs no more memory than
   * one of small puzzles.
   */
  private ModelBatch batchFor(SolveTask task, ShapeLadder ladder) {
    CellGroups.Shape shape = task.attempts().shape();
    ShapeLadder bounded =
        shape == null
            ? ladder
            : ladder.atMost(Math.max(1, mostNodes / (shape.cells() * shape.symbols())));
    return new ModelBatch(task.model(), shape, batches, bounded, held, clock, listener);
  }

  private void turn() {
    for (ModelBatch next : List.copyOf(ring)) {
      if (!next.busy()) {
        continue;
      }
      // A batch that cannot be loaded yet keeps its place at the front.
      if (next.open() || roomFor(next)) {
        ring.remove(next);
        ring.addLast(next);
        next.turn();
        return;
      }
    }
  }

  private boolean roomFor(ModelBatch next) {
    List<ModelBatch> loaded = ring.stream().filter(ModelBatch::open).toList();
    if (loaded.size() < mostModels) {
      return true;
    }
    Optional<ModelBatch> idle = loaded.stream().filter(each -> !each.busy()).findFirst();
    if (idle.isPresent()) {
      LOG.infof(
          "model %s makes room for %s", idle.get().model().reference(), next.model().reference());
      idle.get().close();
      return true;
    }
    if (loaded.stream().noneMatch(ModelBatch::leaving)) {
      loaded.get(0).leave();
    }
    return false;
  }

  private void tidy() {
    ring.removeIf(batch -> !batch.busy() && !batch.open());
    busySlots = occupied();
    load = ring.stream().mapToInt(ModelBatch::load).sum();
  }

  private int begun() {
    return ring.stream().mapToInt(ModelBatch::begun).sum();
  }

  private int occupied() {
    return ring.stream().mapToInt(ModelBatch::occupied).sum();
  }
}
