package dev.trm.model.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import dev.trm.model.Compute;
import dev.trm.model.ComputeDevice;
import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.Precision;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import dev.trm.model.torch.Backend;
import dev.trm.model.torch.FreeProducts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Computations that must be bit-identical. PyTorch promises none of it; resume, replay and slot
 * refill rely on it.
 */
class ExactnessTest {

  @TempDir Path folder;

  record Variant(Mixer mixer, Precision precision) {
    Compute compute(int threads) {
      return new Compute(new ComputeDevice.Cpu(), precision, threads);
    }

    TrainingRun start(int threads) {
      return TrainingRun.start(
          TinyTask.config(mixer), TinyTask.options(6, 1), compute(threads), TinyTask.of(mixer));
    }

    Map<String, HostTensor> train(int threads, int steps) {
      try (TrainingRun run = start(threads)) {
        return steps(run, steps);
      }
    }
  }

  static List<Variant> variants() {
    List<Variant> all = new ArrayList<>();
    for (Mixer mixer : Mixer.values()) {
      all.add(new Variant(mixer, Precision.FLOAT32));
      all.add(new Variant(mixer, Precision.BFLOAT16));
    }
    return all;
  }

  /** The variants that take sequences of tokens. */
  static List<Variant> sequences() {
    return variants().stream().filter(each -> !each.mixer().takesGroups()).toList();
  }

  private static Map<String, HostTensor> steps(TrainingRun run, int count) {
    for (int i = 0; i < count; i++) {
      run.step();
    }
    return run.checkpoint().tensors();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void resumedRunEqualsOneThatWasNotInterrupted(Variant variant) throws IOException {
    Path file = folder.resolve("killed.safetensors");
    try (TrainingRun killed = variant.start(1)) {
      steps(killed, 4);
      killed.checkpoint().write(file);
    }
    Compute auto = variant.compute(1).with(Precision.AUTO);
    Safetensors checkpoint = Safetensors.read(file);
    try (TrainingRun resumed = TrainingRun.resume(checkpoint, auto, TinyTask.of(variant.mixer()))) {
      assertThat(steps(resumed, 6)).isEqualTo(variant.train(1, 10));
      assertThat(resumed.stepsDone()).isEqualTo(10);
      assertThat(resumed.backend().precision()).isEqualTo(variant.precision());
      assertThat(resumed.differences(checkpoint)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Mixer.class)
  void soDoesOneWithMuonAndSmoothedLabels(Mixer mixer) throws IOException {
    TrainingOptions options = TinyTask.options(6, 1, 0.1, new TrainingOptions.Muon(5e-3, 0.95));
    Path file = folder.resolve("killed.safetensors");
    try (TrainingRun killed =
        TrainingRun.start(TinyTask.config(mixer), options, 1, TinyTask.of(mixer))) {
      steps(killed, 4);
      killed.checkpoint().write(file);
    }
    try (TrainingRun resumed = TrainingRun.resume(Safetensors.read(file), 1, TinyTask.of(mixer));
        TrainingRun through =
            TrainingRun.start(TinyTask.config(mixer), options, 1, TinyTask.of(mixer))) {
      Map<String, HostTensor> whole = steps(through, 10);

      assertThat(steps(resumed, 6)).isEqualTo(whole);
      assertThat(whole).isNotEqualTo(new Variant(mixer, Precision.FLOAT32).train(1, 10));
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void runsAtOnceOnOtherThreadsEqualOneAlone(Variant variant) throws Exception {
    Map<String, HostTensor> alone = variant.train(1, 4);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Map<String, HostTensor>> one = threads.submit(() -> variant.train(1, 4));
      Future<Map<String, HostTensor>> other = threads.submit(() -> variant.train(1, 4));

      assertThat(one.get()).isEqualTo(alone);
      assertThat(other.get()).isEqualTo(alone);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void twoNativeThreadsRepeatThemselves() {
    Variant variant = new Variant(Mixer.MLP, Precision.FLOAT32);

    assertThat(variant.train(2, 2)).isEqualTo(variant.train(2, 2));
  }

  @ParameterizedTest
  @MethodSource("sequences")
  void neighboursPositionAndBatchSizeDontChangeARow(Variant variant) {
    TrmWeights model = Initialization.of(TinyTask.config(variant.mixer()), 5);
    int[] question = {1, 2, 3, 4, 5, 6};
    try (SlotSolver alone = new SlotSolver(model, 1, variant.compute(1));
        SlotSolver crowded = new SlotSolver(model, 8, variant.compute(1))) {
      alone.place(0, question, 1);
      crowded.place(0, new int[] {6, 5, 4, 3, 2, 1}, 2);
      crowded.cycle();
      crowded.place(5, question, 1);
      for (int cycle = 0; cycle < 4; cycle++) {
        SlotCycle expected = alone.cycle().get(0).orElseThrow();

        assertThat(crowded.cycle().get(5).orElseThrow())
            .usingRecursiveComparison()
            .isEqualTo(expected);
      }
    }
  }

  /** Uses a network so wide that 70 rows are computed in several passes. */
  @ParameterizedTest
  @MethodSource("sequences")
  void norDoesItsPlaceAmongRowsThatAreNotComputedAtOnce(Variant variant) {
    TrmWeights model =
        Initialization.of(
            new TrmConfig(
                11,
                81,
                256,
                4,
                1,
                2,
                64,
                1,
                1,
                16,
                1,
                256,
                1,
                variant.mixer(),
                Positions.ROPE,
                10000,
                1e-5),
            5);
    int[] question = IntStream.range(0, 81).map(cell -> 1 + cell % 10).toArray();
    try (SlotSolver alone = new SlotSolver(model, 1, variant.compute(1));
        SlotSolver crowded = new SlotSolver(model, 70, variant.compute(1))) {
      alone.place(0, question, 0);
      crowded.place(40, question, 0);
      crowded.place(69, question, 0);
      SlotCycle expected = alone.cycle().get(0).orElseThrow();

      List<Optional<SlotCycle>> all = crowded.cycle();
      assertThat(all.get(40).orElseThrow()).usingRecursiveComparison().isEqualTo(expected);
      assertThat(all.get(69).orElseThrow()).usingRecursiveComparison().isEqualTo(expected);
    }
  }

  @Test
  void checkpointNamesWhatDiffersHere() throws IOException {
    Variant variant = new Variant(Mixer.MLP, Precision.FLOAT32);
    Compute other = new Variant(Mixer.MLP, Precision.BFLOAT16).compute(2);
    try (TrainingRun run = variant.start(1)) {
      Safetensors checkpoint = run.checkpoint();
      try (TrainingRun resumed = TrainingRun.resume(checkpoint, other, new TinyTask())) {
        assertThat(resumed.differences(checkpoint))
            .contains("precision float32 → bfloat16", "threads 1 → 2");
      }
    }
  }

  /**
   * The planted products are wrong after the last full block of 32 columns; there are 7 positions.
   */
  @Test
  void replacedKernelIsInTheCheckpointAndAResumeWithOthersSaysSo() throws IOException {
    FreeProducts wrong = new FreeProducts("oneDNN", "free_wrong_tail.torchscript");
    assumeThat(Backend.of(Compute.exact(1)).products()).isEqualTo(FreeProducts.ONEDNN);
    TrmWeights model =
        Initialization.of(
            new TrmConfig(
                8, 6, 256, 4, 1, 1, 32, 1, 2, 4, 1, 256, 3, Mixer.MLP, Positions.NONE, 1e4, 1e-5),
            3);
    Safetensors checkpoint = firstStep(model, wrong);
    Safetensors plain = firstStep(model, FreeProducts.PLAIN);

    assertThat(Backend.facts(checkpoint.metadata()))
        .containsEntry("kernels", "oneDNN, plain length down");
    assertThat(answers(checkpoint)).containsExactly(answers(plain), within(1e-4));
    try (TrainingRun resumed = TrainingRun.resume(plain, Compute.exact(1), new TinyTask())) {
      assertThat(resumed.differences(plain))
          .containsExactly("kernels plain → " + resumed.facts().get("kernels"));
    }
  }

  private static double[] answers(Safetensors checkpoint) {
    return Objects.requireNonNull(checkpoint.tensors().get("state.answer")).doubles();
  }

  private static Safetensors firstStep(TrmWeights model, FreeProducts products) {
    Backend backend = new Backend(Device.cpu(), Precision.FLOAT32, 1, products);
    try (TrainingRun run =
        TrainingRun.start(model, TinyTask.options(6, 1), backend, new TinyTask())) {
      run.step();
      return run.checkpoint();
    }
  }

  @Test
  void seedDecidesTheWeights() {
    Compute compute = Compute.exact(1);
    try (TrainingRun one =
            TrainingRun.start(
                TinyTask.config(Mixer.MLP), TinyTask.options(6, 1), compute, new TinyTask());
        TrainingRun other =
            TrainingRun.start(
                TinyTask.config(Mixer.MLP), TinyTask.options(6, 2), compute, new TinyTask())) {
      assertThat(steps(other, 3)).isNotEqualTo(steps(one, 3));
    }
  }
}
