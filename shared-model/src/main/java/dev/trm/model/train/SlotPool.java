package dev.trm.model.train;

import dev.trm.model.CellGroups;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.torch.Field;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The slots of one shape: the example that each trains on, and when it halts. */
final class SlotPool {

  /**
   * Identifies a pool of a run.
   *
   * @param index of its shape; 0 where there are no shapes
   * @param shape null for networks without relations
   * @param batch its number of slots
   */
  record Place(int index, CellGroups.@Nullable Shape shape, int batch) {

    /** S, the number of cells of a puzzle. */
    int cells(TrmConfig config) {
      return shape == null ? config.sequenceLength() : shape.cells();
    }

    /** The name of one of its tensors in a checkpoint. */
    String named(String part, String name) {
      return shape == null ? part + "." + name : part + "." + index + "." + name;
    }
  }

  private final TrmConfig config;
  private final TrainingOptions options;
  private final Place place;
  private final @Nullable CellGroups[] groups; // (batch)
  private final long[] questions; // (batch, S)
  private final long[] answers; // (batch, S)
  private final long[] ids; // (batch)
  private final long[] cycles; // (batch)
  private final boolean[] halted; // (batch)
  private final SplitMix random;

  private SlotPool(
      TrmConfig config,
      TrainingOptions options,
      Place place,
      @Nullable CellGroups[] groups,
      long[] questions,
      long[] answers,
      long[] ids,
      long[] cycles,
      boolean[] halted,
      SplitMix random) {
    this.config = config;
    this.options = options;
    this.place = place;
    this.groups = groups;
    this.questions = questions;
    this.answers = answers;
    this.ids = ids;
    this.cycles = cycles;
    this.halted = halted;
    this.random = random;
  }

  /** Creates a pool whose slots have all halted, so that the first refill fills them. */
  static SlotPool start(TrmConfig config, TrainingOptions options, Place place) {
    int batch = place.batch();
    boolean[] halted = new boolean[batch];
    Arrays.fill(halted, true);
    return new SlotPool(
        config,
        options,
        place,
        new CellGroups[batch],
        new long[batch * place.cells(config)],
        new long[batch * place.cells(config)],
        new long[batch],
        new long[batch],
        halted,
        new SplitMix(~options.seed() + place.index()));
  }

  static SlotPool restore(
      TrmConfig config, TrainingOptions options, Place place, Map<String, HostTensor> tensors) {
    int batch = place.batch();
    int cells = Math.multiplyExact(batch, place.cells(config));
    long[] flags = Tensors.longs(tensors, place.named("slots", "halted"), batch);
    boolean[] halted = new boolean[batch];
    for (int slot = 0; slot < batch; slot++) {
      halted[slot] = flags[slot] != 0;
    }
    CellGroups.Shape shape = place.shape();
    SlotPool pool =
        new SlotPool(
            config,
            options,
            place,
            shape == null
                ? new CellGroups[batch]
                : StoredGroups.read(
                    shape,
                    batch,
                    Tensors.bytes(tensors, place.named("slots", "members")),
                    Tensors.bytes(tensors, place.named("slots", "receivers"))),
            Tensors.longs(tensors, place.named("slots", "questions"), cells),
            Tensors.longs(tensors, place.named("slots", "answers"), cells),
            Tensors.longs(tensors, place.named("slots", "ids"), batch),
            Tensors.longs(tensors, place.named("slots", "cycles"), batch),
            halted,
            new SplitMix(Tensors.longs(tensors, place.named("slots", "random"), 1)[0]));
    pool.checkAll();
    return pool;
  }

  /**
   * Checks restored slots like new examples: a checkpoint's content may not have passed {@link
   * #refill}.
   */
  private void checkAll() {
    int width = place.cells(config);
    for (int slot = 0; slot < halted.length; slot++) {
      int from = slot * width;
      // A slot that never held an example counts as halted and is filled before use.
      if (place.shape() == null || groups[slot] != null) {
        check(
            new TrainingExample(
                narrow(questions, from, width),
                narrow(answers, from, width),
                narrow(ids[slot]),
                groups[slot]));
      } else if (!halted[slot]) {
        throw new IllegalArgumentException("slot " + slot + " has no groups");
      }
    }
  }

  private static int[] narrow(long[] all, int from, int count) {
    int[] some = new int[count];
    Arrays.setAll(some, i -> narrow(all[from + i]));
    return some;
  }

  /** Converts to int; a value out of range becomes one that {@link #check} rejects. */
  private static int narrow(long value) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
  }

  void save(Map<String, HostTensor> tensors) {
    long[] flags = new long[halted.length];
    Arrays.setAll(flags, slot -> halted[slot] ? 1 : 0);
    tensors.put(place.named("slots", "questions"), Tensors.of(questions.clone()));
    tensors.put(place.named("slots", "answers"), Tensors.of(answers.clone()));
    tensors.put(place.named("slots", "ids"), Tensors.of(ids.clone()));
    tensors.put(place.named("slots", "cycles"), Tensors.of(cycles.clone()));
    tensors.put(place.named("slots", "halted"), Tensors.of(flags));
    tensors.put(place.named("slots", "random"), Tensors.of(random.state()));
    CellGroups.Shape shape = place.shape();
    if (shape != null) {
      tensors.put(place.named("slots", "members"), Tensors.of(StoredGroups.members(shape, groups)));
      tensors.put(
          place.named("slots", "receivers"), Tensors.of(StoredGroups.receivers(shape, groups)));
    }
  }

  /**
   * Gives each halted slot a new example.
   *
   * @return the seeds of the slots that start from random numbers, by slot
   */
  SortedMap<Integer, Long> refill(ExampleSource examples) {
    int width = place.cells(config);
    SortedMap<Integer, Long> starts = new TreeMap<>();
    for (int slot = 0; slot < halted.length; slot++) {
      if (halted[slot]) {
        TrainingExample example = examples.next(place.index());
        check(example);
        for (int cell = 0; cell < width; cell++) {
          questions[slot * width + cell] = example.question()[cell];
          answers[slot * width + cell] = example.answer()[cell];
        }
        ids[slot] = example.puzzleId();
        groups[slot] = example.groups();
        cycles[slot] = 0;
        if (options.randomStarts() > 0) {
          long seed = random.nextLong();
          if (random.nextDouble() < options.randomStarts()) {
            starts.put(slot, seed);
          }
        }
      }
    }
    return starts;
  }

  /** Rejects bad data before native code: a step that fails there leaves half-updated weights. */
  private void check(TrainingExample example) {
    CellGroups.Shape shape = example.groups() == null ? null : example.groups().shape();
    if (!Objects.equals(shape, place.shape())) {
      throw new IllegalArgumentException(
          "an example's groups have " + shape + "; its slots are for " + place.shape());
    }
    if (shape != null) {
      Field.checkQuestion(config, shape, example.question());
      Field.checkAnswer(config, shape, example.answer());
      return;
    }
    if (example.question().length != config.sequenceLength()
        || example.answer().length != config.sequenceLength()) {
      throw new IllegalArgumentException(
          "an example has "
              + example.question().length
              + " and "
              + example.answer().length
              + " cells; the model takes "
              + config.sequenceLength());
    }
    if (example.puzzleId() < 0 || example.puzzleId() >= config.puzzleIds()) {
      throw new IllegalArgumentException(
          "an example has puzzleId "
              + example.puzzleId()
              + "; the model has "
              + config.puzzleIds());
    }
    for (int cell = 0; cell < config.sequenceLength(); cell++) {
      int asked = example.question()[cell];
      int right = example.answer()[cell];
      if (asked < 0
          || asked >= config.vocabulary()
          || right != -100 && (right < 0 || right >= config.vocabulary())) {
        throw new IllegalArgumentException(
            "an example has tokens "
                + asked
                + " and "
                + right
                + " in cell "
                + cell
                + "; the vocabulary has "
                + config.vocabulary());
      }
    }
  }

  /**
   * Records a step's figures and decides which slots halt.
   *
   * @param figures (5, batch) as of {@code TrmModule.trainStep}
   */
  StepMetrics advance(long step, double[] figures, double learningRate) {
    int batch = halted.length;
    double lm = 0;
    double halt = 0;
    double cells = 0;
    double exact = 0;
    double agreed = 0;
    double cycleSum = 0;
    int finished = 0;
    for (int slot = 0; slot < batch; slot++) {
      lm += figures[slot];
      halt += figures[batch + slot];
      boolean stops = figures[2 * batch + slot] > 0;
      cycles[slot]++;
      // Always draws both numbers, so that the sequence of draws does not depend on the weights.
      boolean explores = random.nextDouble() < options.exploration();
      int floor = random.between(Math.min(2, config.maxCycles()), config.maxCycles());
      halted[slot] =
          cycles[slot] >= config.maxCycles() || stops && (!explores || cycles[slot] >= floor);
      if (halted[slot]) {
        boolean right = figures[4 * batch + slot] > 0.5;
        finished++;
        cells += figures[3 * batch + slot];
        exact += right ? 1 : 0;
        agreed += right == stops ? 1 : 0;
        cycleSum += cycles[slot];
      }
    }
    return new StepMetrics(
        step,
        (lm + 0.5 * halt) / batch,
        lm / batch,
        halt / batch,
        cells / finished,
        exact / finished,
        agreed / finished,
        cycleSum / finished,
        finished,
        learningRate);
  }

  /** Questions as input of the network: tokens (batch, S), or each node's kind (batch, N). */
  long[] questions() {
    CellGroups.Shape shape = place.shape();
    if (shape == null) {
      return questions;
    }
    int nodes = Field.nodes(shape);
    long[] kinds = new long[halted.length * nodes];
    for (int slot = 0; slot < halted.length; slot++) {
      int[] question = narrow(questions, slot * shape.cells(), shape.cells());
      Field.kinds(shape, question, kinds, slot * nodes);
    }
    return kinds;
  }

  /** Labels as input of the network, (batch, S). */
  long[] answers() {
    return place.shape() == null
        ? answers
        : Arrays.stream(answers).map(token -> Field.label((int) token)).toArray();
  }

  /** The groups of each slot's puzzle, (batch). */
  List<@Nullable CellGroups> groups() {
    return Collections.unmodifiableList(Arrays.asList(groups));
  }

  long[] ids() {
    return ids;
  }

  boolean[] halted() {
    return halted;
  }
}
