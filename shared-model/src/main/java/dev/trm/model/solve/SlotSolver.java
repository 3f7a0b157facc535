package dev.trm.model.solve;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.CellGroups;
import dev.trm.model.Compute;
import dev.trm.model.Start;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.torch.Backend;
import dev.trm.model.torch.TrmModule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A batch of fixed shape whose rows are slots for puzzles. A puzzle is placed, runs with its
 * neighbours, and its slot is cleared when it halted; its numbers don't depend on the neighbours.
 * For one thread.
 */
public final class SlotSolver implements AutoCloseable {

  private final TrmConfig config;
  private final Backend backend;
  private final TrmModule module;
  private final NDManager manager;
  private final List<NDArray> weights;
  private final List<NDArray> buffers;
  private final NDArray puzzles;
  private final int most;
  private int slots;
  private List<NDArray> state;
  private NDArray question;
  private boolean questionStale;
  private long[] tokens;
  private long[] ids;
  private boolean[] occupied;
  private boolean[] fresh;

  /**
   * In float32 on the CPU.
   *
   * @param slots puzzles at a time
   * @param threads native threads; equal numbers of them give results equal to the bit
   */
  public SlotSolver(TrmWeights model, int slots, int threads) {
    this(model, slots, Compute.exact(threads));
  }

  /**
   * @param slots puzzles at a time
   * @throws IllegalArgumentException if the device is not there
   */
  public SlotSolver(TrmWeights model, int slots, Compute compute) {
    this(model, slots, slots, Backend.of(compute));
  }

  /**
   * @param slots puzzles at a time, at first
   * @param most slots that {@link #reshape} may ask for
   * @throws IllegalStateException if this machine computes the network wrongly
   */
  public SlotSolver(TrmWeights model, int slots, int most, Backend backend) {
    this(model, null, slots, most, backend);
  }

  /**
   * @param shape of the puzzles to come, for a network with relations; null for other networks
   * @param slots puzzles at a time, at first
   * @param most slots that {@link #reshape} may ask for
   * @throws IllegalArgumentException if the network can't take puzzles of this shape
   * @throws IllegalStateException if this machine computes the network wrongly
   */
  public SlotSolver(
      TrmWeights model, CellGroups.@Nullable Shape shape, int slots, int most, Backend backend) {
    if (slots < 1 || slots > most) {
      throw new IllegalArgumentException(
          "slots is " + slots + "; it must be at least 1 and at most " + most);
    }
    this.config = model.config();
    this.slots = slots;
    this.most = most;
    this.backend = backend;
    this.module = TrmModule.toSolve(config, backend, most);
    this.manager = module.newManager();
    this.weights = prepared(model);
    this.buffers =
        List.of(
            module.load(manager, model.tensor(TrmWeights.H_INIT)),
            module.load(manager, model.tensor(TrmWeights.L_INIT)));
    this.puzzles = module.load(manager, model.tensor(TrmWeights.PUZZLES));
    this.state = List.of(module.blank(manager, slots), module.blank(manager, slots));
    this.question = module.blank(manager, slots);
    this.tokens = new long[slots * config.sequenceLength()];
    this.ids = new long[slots];
    this.occupied = new boolean[slots];
    this.fresh = new boolean[slots];
  }

  private List<NDArray> prepared(TrmWeights model) {
    List<NDArray> plain =
        config.parameters().stream()
            .map(parameter -> module.loadNarrowed(manager, model.tensor(parameter.key())))
            .toList();
    List<NDArray> prepared = module.prepared(manager, plain);
    plain.forEach(NDArray::close);
    return prepared;
  }

  /** Where and how it computes. */
  public Backend backend() {
    return backend;
  }

  /** See {@link TrmModule#facts()}. */
  public Map<String, String> facts() {
    return module.facts();
  }

  public int slots() {
    return slots;
  }

  public boolean occupied(int slot) {
    return occupied[slot];
  }

  /**
   * Puts a puzzle into a slot; its first cycle is the next one.
   *
   * @param question tokens (S)
   * @param puzzleId its row of the puzzle embedding
   * @throws IllegalArgumentException if the question has another length, a token or the id is
   *     outside the model's
   */
  public void place(int slot, int[] question, int puzzleId) {
    place(slot, question, puzzleId, null, Start.FIXED);
  }

  /**
   * Puts a puzzle into a slot; its first cycle is the next one.
   *
   * @param question tokens (S), of a network with relations as many as the shape has cells
   * @param puzzleId its row of the puzzle embedding
   * @param groups how its cells are related, of this solver's shape; null for networks that take no
   *     relations
   * @param start where it begins
   * @throws IllegalArgumentException if the question has another length, a token or the id is
   *     outside the model's, or the groups have another shape
   */
  public void place(
      int slot, int[] question, int puzzleId, @Nullable CellGroups groups, Start start) {
    if (question.length != config.sequenceLength()) {
      throw new IllegalArgumentException(
          "question has "
              + question.length
              + " tokens; the model takes "
              + config.sequenceLength());
    }
    if (puzzleId < 0 || puzzleId >= config.puzzleIds()) {
      throw new IllegalArgumentException(
          "puzzleId is " + puzzleId + "; the model has " + config.puzzleIds());
    }
    for (int cell = 0; cell < question.length; cell++) {
      if (question[cell] < 0 || question[cell] >= config.vocabulary()) {
        throw new IllegalArgumentException(
            "question has token "
                + question[cell]
                + " at "
                + cell
                + "; the vocabulary has "
                + config.vocabulary());
      }
      tokens[slot * question.length + cell] = question[cell];
    }
    ids[slot] = puzzleId;
    occupied[slot] = true;
    fresh[slot] = true;
    questionStale = true;
  }

  /** Empties a slot; what it held is forgotten. */
  public void clear(int slot) {
    occupied[slot] = false;
  }

  /**
   * Changes the number of slots between two cycles. The occupied ones become the first, in their
   * order, and go on as if nothing had happened.
   *
   * @param size at least the number of occupied slots, at most what was named at the start
   * @return the slots that were occupied before, in order: the first of them is slot 0 now
   */
  public int[] reshape(int size) {
    int[] kept = IntStream.range(0, slots).filter(slot -> occupied[slot]).toArray();
    if (size < Math.max(1, kept.length) || size > most) {
      throw new IllegalArgumentException(
          "slots is "
              + size
              + "; "
              + kept.length
              + " are occupied, and it must be from 1 to "
              + most);
    }
    // An empty slot's state is never read: it may be a copy of any row.
    long[] from = new long[size];
    long[] newTokens = new long[size * config.sequenceLength()];
    long[] newIds = new long[size];
    boolean[] newFresh = new boolean[size];
    for (int to = 0; to < kept.length; to++) {
      from[to] = kept[to];
      System.arraycopy(
          tokens,
          kept[to] * config.sequenceLength(),
          newTokens,
          to * config.sequenceLength(),
          config.sequenceLength());
      newIds[to] = ids[kept[to]];
      newFresh[to] = fresh[kept[to]];
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray rows = scope.create(from);
      List<NDArray> moved = state.stream().map(each -> module.rows(manager, each, rows)).toList();
      state.forEach(NDArray::close);
      state = moved;
    }
    slots = size;
    tokens = newTokens;
    ids = newIds;
    fresh = newFresh;
    occupied = new boolean[size];
    Arrays.fill(occupied, 0, kept.length, true);
    questionStale = true;
    return kept;
  }

  /** Runs one cycle of all slots; the entry of an empty slot is empty. */
  public List<Optional<SlotCycle>> cycle() {
    try (NDManager scope = manager.newSubManager()) {
      if (questionStale) {
        question.close();
        NDArray cells = scope.create(tokens, new Shape(slots, config.sequenceLength()));
        question = module.question(manager, weights, cells, puzzles, scope.create(ids));
        questionStale = false;
      }
      NDList out = module.draft(scope, weights, buffers, state, question, scope.create(fresh));
      Arrays.fill(fresh, false);
      long[] drafted = out.get(0).toLongArray();
      float[] confidence = out.get(1).toFloatArray();
      float[] halts = out.get(2).toFloatArray();
      @SuppressWarnings({"unchecked", "rawtypes"})
      Optional<SlotCycle>[] cycles = new Optional[slots];
      Arrays.setAll(
          cycles,
          slot ->
              occupied[slot]
                  ? Optional.of(slotCycle(slot, drafted, confidence, halts[slot]))
                  : Optional.empty());
      return List.of(cycles);
    }
  }

  private SlotCycle slotCycle(int slot, long[] drafted, float[] confidence, float halt) {
    int width = config.sequenceLength();
    int[] answer = new int[width];
    Arrays.setAll(answer, cell -> (int) drafted[slot * width + cell]);
    return new SlotCycle(
        answer, Arrays.copyOfRange(confidence, slot * width, (slot + 1) * width), halt);
  }

  @Override
  public void close() {
    manager.close();
    module.close();
  }
}
