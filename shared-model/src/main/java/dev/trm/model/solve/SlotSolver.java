package dev.trm.model.solve;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.CellGroups;
import dev.trm.model.Compute;
import dev.trm.model.NormalNoise;
import dev.trm.model.Start;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.torch.Backend;
import dev.trm.model.torch.Field;
import dev.trm.model.torch.TrmModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A batch of fixed shape whose rows are slots for puzzles. Callers place a puzzle in a slot, run
 * cycles of the whole batch, and clear the slot when the puzzle has halted. A puzzle's numbers do
 * not depend on the other rows. Confined to one thread.
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
  private final int cells;
  private final CellGroups.@Nullable Shape shape;
  private Slot[] slots;
  private NDArray answer;
  private NDArray latent;
  private NDArray question;

  /**
   * The groups of the slots, as {@link TrmModule#groups} returns them; empty for a network without
   * relations.
   */
  private List<NDArray> groups = List.of();

  private boolean questionStale;
  private boolean groupsStale = true;

  /** A slot's puzzle. An empty slot is computed too, with zeros; its results are ignored. */
  private static final class Slot {
    private int[] tokens = new int[0];
    private int id;
    private @Nullable CellGroups groups;
    private boolean occupied;

    /** Whether its next cycle is the first one. */
    private boolean fresh;

    /** Random numbers that are added to the fixed start before the first cycle; null for none. */
    private @Nullable NormalNoise start;

    /** Random numbers that are added to the latent state before each cycle; null for none. */
    private @Nullable NormalNoise noise;
  }

  /**
   * Creates a solver in float32 on the CPU.
   *
   * @param slots puzzles at a time
   * @param threads native threads; results are bit-identical only for equal numbers of threads
   */
  public SlotSolver(TrmWeights model, int slots, int threads) {
    this(model, slots, Compute.exact(threads));
  }

  /**
   * @param slots puzzles at a time
   * @throws IllegalArgumentException if the device is not available
   */
  public SlotSolver(TrmWeights model, int slots, Compute compute) {
    this(model, slots, slots, Backend.of(compute));
  }

  /**
   * @param slots initial number of puzzles at a time
   * @param most the maximum number of slots for {@link #reshape}
   * @throws IllegalStateException if this machine computes the network wrongly
   */
  public SlotSolver(TrmWeights model, int slots, int most, Backend backend) {
    this(model, null, slots, most, backend);
  }

  /**
   * @param shape the shape of all puzzles, for a network with relations; null for other networks
   * @param slots initial number of puzzles at a time
   * @param most the maximum number of slots for {@link #reshape}
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
    this.shape = shape;
    this.cells = shape == null ? config.sequenceLength() : shape.cells();
    this.most = most;
    this.backend = backend;
    this.module = TrmModule.toSolve(config, shape, backend, most);
    this.manager = module.newManager();
    this.weights = prepared(model);
    this.buffers =
        List.of(
            module.load(manager, model.tensor(TrmWeights.H_INIT)),
            module.load(manager, model.tensor(TrmWeights.L_INIT)));
    this.puzzles = module.load(manager, model.tensor(TrmWeights.PUZZLES));
    this.answer = module.blank(manager, slots, shape);
    this.latent = module.blank(manager, slots, shape);
    this.question = module.blank(manager, slots, shape);
    this.slots = empty(slots);
  }

  private static Slot[] empty(int count) {
    Slot[] all = new Slot[count];
    Arrays.setAll(all, slot -> new Slot());
    return all;
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

  /** The device, precision and kernels in use. */
  public Backend backend() {
    return backend;
  }

  /** See {@link TrmModule#facts()}. */
  public Map<String, String> facts() {
    return module.facts();
  }

  public int slots() {
    return slots.length;
  }

  public boolean occupied(int slot) {
    return slots[slot].occupied;
  }

  /**
   * Places a puzzle in a slot; the next cycle is its first.
   *
   * @param question tokens (S)
   * @param puzzleId its row of the puzzle embedding
   * @throws IllegalArgumentException if the question has the wrong length, or a token or the id is
   *     out of the model's range
   */
  public void place(int slot, int[] question, int puzzleId) {
    place(slot, question, puzzleId, null, Start.FIXED);
  }

  /**
   * Places a puzzle in a slot; the next cycle is its first.
   *
   * @param question tokens (S); for a network with relations, one for each cell of the shape
   * @param puzzleId its row of the puzzle embedding
   * @param groups the relations among its cells, of this solver's shape; null for networks that
   *     take no relations
   * @param start the initial state
   * @throws IllegalArgumentException if the question has the wrong length, a token or the id is out
   *     of the model's range, or the groups have another shape
   */
  public void place(
      int slot, int[] question, int puzzleId, @Nullable CellGroups groups, Start start) {
    check(question, puzzleId, groups);
    Slot to = slots[slot];
    groupsStale |= !Objects.equals(to.groups, groups);
    to.tokens = question.clone();
    to.id = puzzleId;
    to.groups = groups;
    to.occupied = true;
    to.fresh = true;
    to.start =
        start instanceof Start.Random random
            ? new NormalNoise(random.seed(), random.sigma())
            : null;
    to.noise =
        start instanceof Start.Noise noise ? new NormalNoise(noise.seed(), noise.sigma()) : null;
    questionStale = true;
  }

  private void check(int[] question, int puzzleId, @Nullable CellGroups groups) {
    if (puzzleId < 0 || puzzleId >= config.puzzleIds()) {
      throw new IllegalArgumentException(
          "puzzleId is " + puzzleId + "; the model has " + config.puzzleIds());
    }
    CellGroups.Shape given = groups == null ? null : groups.shape();
    if (!Objects.equals(given, shape)) {
      throw new IllegalArgumentException(
          "the puzzle's groups have " + given + "; this solver is for " + shape);
    }
    if (shape != null) {
      Field.checkQuestion(config, shape, question);
      return;
    }
    if (question.length != cells) {
      throw new IllegalArgumentException(
          "question has " + question.length + " tokens; the model takes " + cells);
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
    }
  }

  /** Empties a slot and discards its puzzle. */
  public void clear(int slot) {
    slots[slot].occupied = false;
  }

  /**
   * Changes the number of slots between two cycles. The occupied slots become the first ones, in
   * the same order; their puzzles continue with unchanged state.
   *
   * @param size at least the number of occupied slots, at most the maximum given to the constructor
   * @return the old numbers of the occupied slots, in order: the first of them is now slot 0
   */
  public int[] reshape(int size) {
    int[] kept = IntStream.range(0, slots.length).filter(slot -> slots[slot].occupied).toArray();
    if (size < Math.max(1, kept.length) || size > most) {
      throw new IllegalArgumentException(
          "slots is "
              + size
              + "; "
              + kept.length
              + " are occupied, and it must be from 1 to "
              + most);
    }
    // The state of an empty slot is never read, so it may be a copy of any row.
    long[] from = new long[size];
    Slot[] moved = empty(size);
    for (int to = 0; to < kept.length; to++) {
      from[to] = kept[to];
      moved[to] = slots[kept[to]];
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray rows = scope.create(from);
      NDArray movedAnswer = module.rows(manager, answer, rows);
      NDArray movedLatent = module.rows(manager, latent, rows);
      answer.close();
      latent.close();
      answer = movedAnswer;
      latent = movedLatent;
    }
    slots = moved;
    questionStale = true;
    groupsStale = true;
    return kept;
  }

  /** Runs one cycle of all slots. The entry of an empty slot is empty. */
  public List<Optional<SlotCycle>> cycle() {
    try (NDManager scope = manager.newSubManager()) {
      refresh(scope);
      NDArray fresh = flags(scope, slot -> slot.fresh);
      TrmModule.State state = state();
      if (disturbs()) {
        module.reset(scope, state, buffers, fresh);
        disturb(scope, answer, slot -> slot.fresh ? slot.start : null);
        disturb(scope, latent, slot -> slot.fresh && slot.start != null ? slot.start : slot.noise);
        fresh = flags(scope, slot -> false);
      }
      NDList out = module.draft(scope, weights, buffers, state, question, fresh);
      for (Slot each : slots) {
        each.fresh = false;
      }
      long[] drafted = out.get(0).toLongArray();
      float[] confidence = out.get(1).toFloatArray();
      float[] halts = out.get(2).toFloatArray();
      @SuppressWarnings({"unchecked", "rawtypes"})
      Optional<SlotCycle>[] cycles = new Optional[slots.length];
      Arrays.setAll(
          cycles,
          slot ->
              slots[slot].occupied
                  ? Optional.of(slotCycle(slot, drafted, confidence, halts[slot]))
                  : Optional.empty());
      return List.of(cycles);
    }
  }

  private TrmModule.State state() {
    List<NDArray> arrays = new ArrayList<>(List.of(answer, latent));
    arrays.addAll(groups);
    return new TrmModule.State(arrays, Optional.ofNullable(shape));
  }

  /** Rebuilds the arrays that depend on the slots' puzzles. */
  private void refresh(NDManager scope) {
    if (shape != null && groupsStale) {
      groups.forEach(NDArray::close);
      groups =
          module.groups(manager, shape, Arrays.stream(slots).map(slot -> slot.groups).toList());
      groupsStale = false;
    }
    if (questionStale) {
      question.close();
      int width = shape == null ? cells : Field.nodes(shape);
      long[] tokens = new long[slots.length * width];
      long[] ids = new long[slots.length];
      for (int slot = 0; slot < slots.length; slot++) {
        ids[slot] = slots[slot].id;
        write(slots[slot].tokens, tokens, slot * width);
      }
      NDArray shaped = scope.create(tokens, new Shape(slots.length, width));
      question = module.question(manager, weights, shaped, puzzles, scope.create(ids));
      questionStale = false;
    }
  }

  private void write(int[] question, long[] into, int at) {
    if (shape != null) {
      Field.kinds(shape, question, into, at);
      return;
    }
    for (int cell = 0; cell < question.length; cell++) {
      into[at + cell] = question[cell];
    }
  }

  private NDArray flags(NDManager scope, Predicate<Slot> set) {
    boolean[] flags = new boolean[slots.length];
    for (int slot = 0; slot < flags.length; slot++) {
      flags[slot] = set.test(slots[slot]);
    }
    return scope.create(flags);
  }

  private boolean disturbs() {
    return Arrays.stream(slots)
        .anyMatch(
            slot -> slot.occupied && (slot.noise != null || slot.fresh && slot.start != null));
  }

  private void disturb(
      NDManager scope, NDArray part, Function<Slot, @Nullable NormalNoise> source) {
    long[] which =
        IntStream.range(0, slots.length)
            .filter(slot -> slots[slot].occupied && source.apply(slots[slot]) != null)
            .asLongStream()
            .toArray();
    if (which.length == 0) {
      return;
    }
    int each = Math.toIntExact(part.getShape().size() / slots.length);
    float[] noise = new float[Math.multiplyExact(which.length, each)];
    for (int i = 0; i < which.length; i++) {
      Objects.requireNonNull(source.apply(slots[(int) which[i]])).fill(noise, i * each, each);
    }
    module.disturb(scope, part, which, noise);
  }

  private SlotCycle slotCycle(int slot, long[] drafted, float[] confidence, float halt) {
    int first = shape == null ? 0 : TrmConfig.FIRST_SYMBOL;
    int[] made = new int[cells];
    Arrays.setAll(made, cell -> (int) drafted[slot * cells + cell] + first);
    return new SlotCycle(
        made, Arrays.copyOfRange(confidence, slot * cells, (slot + 1) * cells), halt);
  }

  @Override
  public void close() {
    manager.close();
    module.close();
  }
}
