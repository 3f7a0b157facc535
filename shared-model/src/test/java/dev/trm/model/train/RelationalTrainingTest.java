package dev.trm.model.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trm.model.CellGroups;
import dev.trm.model.Compute;
import dev.trm.model.Mixer;
import dev.trm.model.Parameter;
import dev.trm.model.Start;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.relations.Boards;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import dev.trm.model.torch.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelationalTrainingTest {

  private static final Compute EXACT = Compute.exact(1);

  private static TrainingOptions options(
      TrainingOptions.Optimizer optimizer, double clipNorm, double randomStarts) {
    return new TrainingOptions(
        6,
        300,
        5e-3,
        0,
        0.1,
        0,
        0.9,
        0.95,
        0,
        Schedule.CONSTANT,
        1,
        0.9,
        0.1,
        1,
        0,
        null,
        optimizer,
        clipNorm,
        randomStarts);
  }

  private static Map<String, HostTensor> steps(TrainingRun run, int count) {
    for (int i = 0; i < count; i++) {
      run.step();
    }
    return run.checkpoint().tensors();
  }

  /** All but five cells are given, which leaves one solution. */
  @Test
  void trainedNetworkSolvesSudokusItHasNotSeen() {
    TrmWeights model;
    TrainingOptions options = options(TrainingOptions.Optimizer.ADAM_W, 1, 0.2);
    try (TrainingRun run =
        TrainingRun.start(TinySudokus.config(), options, EXACT, new TinySudokus(1))) {
      steps(run, 150);
      model = run.weights();
    }
    TinySudokus fresh = new TinySudokus(1);
    fresh.restore(new long[] {99});
    CellGroups groups = Boards.sudoku(2, 2);
    int count = 20;
    int right = 0;
    try (SlotSolver solver =
        new SlotSolver(model, groups.shape(), count, count, Backend.of(EXACT))) {
      int[][] answers = new int[count][];
      for (int slot = 0; slot < count; slot++) {
        answers[slot] = fresh.next(0).answer();
        int[] question = answers[slot].clone();
        for (int blank = 0; blank < 5; blank++) {
          question[(slot + 3 * blank) % 16] = 1;
        }
        solver.place(slot, question, 0, groups, Start.FIXED);
      }
      List<Optional<SlotCycle>> last = List.of();
      for (int cycle = 0; cycle < 4; cycle++) {
        last = solver.cycle();
      }
      for (int slot = 0; slot < count; slot++) {
        right += Arrays.equals(last.get(slot).orElseThrow().answerTokens(), answers[slot]) ? 1 : 0;
      }
    }
    assertThat(right).isGreaterThanOrEqualTo(count - 1);
  }

  @Test
  void adamWTakesGradientsOfTheNormAsked() {
    double most = 1e-3;
    TrmWeights initial = Initialization.of(TinySudokus.config(), 1);
    try (TrainingRun run =
        TrainingRun.start(
            initial,
            options(TrainingOptions.Optimizer.ADAM_W, most, 0),
            EXACT,
            new TinySudokus(1))) {
      Map<String, HostTensor> made = steps(run, 1);
      double square = 0;
      for (Parameter each : TinySudokus.config().parameters()) {
        double[] before = initial.tensor(each.key()).doubles();
        double[] first = numbers(made, "first." + each.key());
        double[] second = numbers(made, "second." + each.key());
        double[] after = numbers(made, "weights." + each.key());
        for (int i = 0; i < before.length; i++) {
          double gradient = first[i] / 0.1;
          square += gradient * gradient;
          double scaled = first[i] / 0.1 / (Math.sqrt(second[i] / 0.05) + 1e-8);

          assertThat(after[i])
              .isCloseTo(before[i] * (1 - 5e-3 * 0.1) - 5e-3 * scaled, within(1e-6));
        }
      }
      assertThat(Math.sqrt(square)).isCloseTo(most, within(1e-4 * most));
    }
  }

  @Test
  void gradientsBelowTheNormAskedStayAsTheyAre() {
    Map<String, HostTensor> free;
    Map<String, HostTensor> clipped;
    try (TrainingRun run = start(options(TrainingOptions.Optimizer.ADAM_W, 0, 0))) {
      free = steps(run, 1);
    }
    try (TrainingRun run = start(options(TrainingOptions.Optimizer.ADAM_W, 1e6, 0))) {
      clipped = steps(run, 1);
    }
    assertThat(clipped).isEqualTo(free);
  }

  private static TrainingRun start(TrainingOptions options) {
    return TrainingRun.start(TinySudokus.config(), options, EXACT, new TinySudokus(2));
  }

  private static double[] numbers(Map<String, HostTensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name).doubles();
  }

  @Test
  void randomStartsAreResumedToTheBit(@TempDir Path folder) throws IOException {
    TrainingOptions options = options(TrainingOptions.Optimizer.ADAM_ATAN2, 0, 0.5);
    Path file = folder.resolve("killed.safetensors");
    try (TrainingRun killed = start(options)) {
      steps(killed, 5);
      killed.checkpoint().write(file);
    }
    try (TrainingRun resumed =
            TrainingRun.resume(Safetensors.read(file), EXACT, new TinySudokus(2));
        TrainingRun through = start(options);
        TrainingRun without = start(options(TrainingOptions.Optimizer.ADAM_ATAN2, 0, 0))) {
      Map<String, HostTensor> whole = steps(through, 11);

      assertThat(steps(resumed, 6)).isEqualTo(whole);
      assertThat(whole).isNotEqualTo(steps(without, 11));
    }
  }

  @Test
  void stepsFollowTheShares() {
    ShapeSchedule schedule = new ShapeSchedule(new TinySudokus(2).shapes(), 3);

    long first = IntStream.rangeClosed(1, 3000).filter(step -> schedule.at(step) == 0).count();

    assertThat(first).isBetween(1900L, 2100L);
  }

  @Test
  void whatDoesNotFitIsNamed() throws IOException {
    assertThatThrownBy(
            () ->
                TrainingRun.start(TinySudokus.config(), TinyTask.options(6, 1), 1, new TinyTask()))
        .hasMessage(
            "the examples have no groups of cells; a network with mixer RELATIONS needs them");
    assertThatThrownBy(
            () ->
                TrainingRun.start(
                    TinyTask.config(Mixer.MLP), TinyTask.options(6, 1), 1, new TinySudokus(1)))
        .hasMessage(
            "the puzzles have groups of cells; a network with mixer MLP takes none, RELATIONS and"
                + " NEIGHBOURS do");
    TrmConfig neighbours = TrmConfig.grouped(Mixer.NEIGHBOURS, 16, 4, 16, 8, 3, 2, 2, 2, 4);
    assertThatThrownBy(
            () -> TrainingRun.start(neighbours, TinyTask.options(6, 1), 1, new TinySudokus(1)))
        .hasMessage(
            "the puzzles have 4 nodes a cell; a network with mixer NEIGHBOURS takes one, RELATIONS"
                + " one for each symbol");
    try (TrainingRun run = start(TinyTask.options(6, 1))) {
      Safetensors checkpoint = run.checkpoint();
      assertThatThrownBy(
              () ->
                  TrainingRun.resume(
                      new Safetensors(
                          checkpoint.metadata(), without(checkpoint, "slots.1.members")),
                      EXACT,
                      new TinySudokus(2)))
          .isInstanceOf(IOException.class)
          .hasMessage("the checkpoint can't be resumed: it has no tensor slots.1.members");
    }
  }

  private static Map<String, HostTensor> without(Safetensors checkpoint, String name) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>(checkpoint.tensors());
    tensors.remove(name);
    return tensors;
  }
}
