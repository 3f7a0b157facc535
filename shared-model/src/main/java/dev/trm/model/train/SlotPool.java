package dev.trm.model.train;

import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import java.util.Arrays;
import java.util.Map;

/** The examples in training, one a slot, and when each halts. */
final class SlotPool {

  private final TrmConfig config;
  private final TrainingOptions options;
  private final long[] questions; // (batch, S)
  private final long[] answers; // (batch, S)
  private final long[] ids; // (batch)
  private final long[] cycles; // (batch)
  private final boolean[] halted; // (batch)
  private final SplitMix random;

  private SlotPool(
      TrmConfig config,
      TrainingOptions options,
      long[] questions,
      long[] answers,
      long[] ids,
      long[] cycles,
      boolean[] halted,
      SplitMix random) {
    this.config = config;
    this.options = options;
    this.questions = questions;
    this.answers = answers;
    this.ids = ids;
    this.cycles = cycles;
    this.halted = halted;
    this.random = random;
  }

  /** All slots halted, so that the first refill fills them all. */
  static SlotPool start(TrmConfig config, TrainingOptions options) {
    int batch = options.batch();
    boolean[] halted = new boolean[batch];
    Arrays.fill(halted, true);
    return new SlotPool(
        config,
        options,
        new long[batch * config.sequenceLength()],
        new long[batch * config.sequenceLength()],
        new long[batch],
        new long[batch],
        halted,
        new SplitMix(~options.seed()));
  }

  static SlotPool restore(
      TrmConfig config, TrainingOptions options, Map<String, HostTensor> tensors) {
    int batch = options.batch();
    int cells = Math.multiplyExact(batch, config.sequenceLength());
    long[] flags = Tensors.longs(tensors, "slots.halted", batch);
    boolean[] halted = new boolean[batch];
    for (int slot = 0; slot < batch; slot++) {
      halted[slot] = flags[slot] != 0;
    }
    SlotPool pool =
        new SlotPool(
            config,
            options,
            Tensors.longs(tensors, "slots.questions", cells),
            Tensors.longs(tensors, "slots.answers", cells),
            Tensors.longs(tensors, "slots.ids", batch),
            Tensors.longs(tensors, "slots.cycles", batch),
            halted,
            new SplitMix(Tensors.longs(tensors, "slots.random", 1)[0]));
    pool.checkAll();
    return pool;
  }

  /** As of each example before: what lies in a file may not have come through {@link #refill}. */
  private void checkAll() {
    int width = config.sequenceLength();
    for (int slot = 0; slot < halted.length; slot++) {
      int from = slot * width;
      check(
          new TrainingExample(
              narrow(questions, from, width), narrow(answers, from, width), narrow(ids[slot])));
    }
  }

  private static int[] narrow(long[] all, int from, int count) {
    int[] some = new int[count];
    Arrays.setAll(some, i -> narrow(all[from + i]));
    return some;
  }

  /** What no int holds becomes a value that {@link #check} refuses. */
  private static int narrow(long value) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
  }

  void save(Map<String, HostTensor> tensors) {
    long[] flags = new long[halted.length];
    Arrays.setAll(flags, slot -> halted[slot] ? 1 : 0);
    tensors.put("slots.questions", Tensors.of(questions.clone()));
    tensors.put("slots.answers", Tensors.of(answers.clone()));
    tensors.put("slots.ids", Tensors.of(ids.clone()));
    tensors.put("slots.cycles", Tensors.of(cycles.clone()));
    tensors.put("slots.halted", Tensors.of(flags));
    tensors.put("slots.random", Tensors.of(random.state()));
  }

  void refill(ExampleSource examples) {
    int width = config.sequenceLength();
    for (int slot = 0; slot < halted.length; slot++) {
      if (halted[slot]) {
        TrainingExample example = examples.next(0);
        check(example);
        for (int cell = 0; cell < width; cell++) {
          questions[slot * width + cell] = example.question()[cell];
          answers[slot * width + cell] = example.answer()[cell];
        }
        ids[slot] = example.puzzleId();
        cycles[slot] = 0;
      }
    }
  }

  /** Bad data must not reach native code: a step that fails there leaves half-updated weights. */
  private void check(TrainingExample example) {
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
   * Takes a step's figures and decides which slots halt.
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
      // Both numbers are drawn always, so that the draws don't depend on the weights.
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

  long[] questions() {
    return questions;
  }

  long[] answers() {
    return answers;
  }

  long[] ids() {
    return ids;
  }

  boolean[] halted() {
    return halted;
  }
}
