package dev.trm.model.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.trm.model.Compute;
import dev.trm.model.ComputeDevice;
import dev.trm.model.Mixer;
import dev.trm.model.Precision;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingRunTest {

  @TempDir Path folder;

  private static TrmWeights inBfloat16(TrmWeights model) {
    Map<String, HostTensor> tensors = new HashMap<>(model.tensors());
    tensors.replaceAll(
        (name, tensor) -> {
          ByteBuffer half = ByteBuffer.allocate(tensor.elements() * 2);
          half.order(ByteOrder.LITTLE_ENDIAN);
          for (ByteBuffer from = tensor.bytes(); from.hasRemaining(); ) {
            half.putShort((short) (from.getInt() >>> 16));
          }
          return new HostTensor(HostTensor.Type.BF16, tensor.shape(), half.flip());
        });
    return new TrmWeights(model.config(), tensors);
  }

  private static void steps(TrainingRun run, int count) {
    for (int i = 0; i < count; i++) {
      run.step();
    }
  }

  @Test
  void fineTuneBeginsFromTheWeightsWithRowsThatAreTheMeanOfThoseBefore() {
    TrmWeights base;
    try (TrainingRun run =
        TrainingRun.start(TinyTask.config(Mixer.MLP), TinyTask.options(8, 3), 1, new TinyTask())) {
      steps(run, 30);
      base = run.weights();
    }
    double[] rows = base.tensor(TrmWeights.PUZZLES).doubles(); // (3, 32)
    TrmWeights fresh = base.forNewPuzzles(5);

    double[] made = fresh.tensor(TrmWeights.PUZZLES).doubles(); // (5, 32)
    assertThat(fresh.config().puzzleIds()).isEqualTo(5);
    assertThat(made).hasSize(5 * 32);
    for (int i = 0; i < made.length; i++) {
      double mean = (rows[i % 32] + rows[32 + i % 32] + rows[64 + i % 32]) / 3;
      assertThat(made[i]).isCloseTo(mean, within(1e-6));
    }
    try (TrainingRun run =
        TrainingRun.start(fresh, TinyTask.options(8, 4), Compute.exact(1), new TinyTask())) {
      assertThat(run.weights()).as("before the first step").isEqualTo(fresh);
      steps(run, 1);
      assertThat(run.weights().tensor("lm_head.weight"))
          .isNotEqualTo(fresh.tensor("lm_head.weight"));
      double[] moved = run.weights().tensor(TrmWeights.PUZZLES).doubles();
      assertThat(Arrays.copyOfRange(moved, 3 * 32, 5 * 32))
          .as("rows of no example")
          .isEqualTo(Arrays.copyOfRange(made, 3 * 32, 5 * 32));
    }
  }

  @Test
  void trainedModelAnswersAndHalts() throws IOException {
    Path file = folder.resolve("model.safetensors");
    try (TrainingRun run =
        TrainingRun.start(TinyTask.config(Mixer.MLP), TinyTask.options(16, 3), 1, new TinyTask())) {
      steps(run, 600);
      run.weights().write(file);
    }
    TrmWeights model = TrmWeights.read(file);
    TinyTask fresh = new TinyTask();
    fresh.restore(new long[] {99});
    int right = 0;
    try (SlotSolver solver = new SlotSolver(model, 4, 1)) {
      for (int i = 0; i < 50; i++) {
        TrainingExample example = fresh.next(0);
        solver.place(i % 4, example.question(), example.puzzleId());
        SlotCycle last = null;
        for (int cycle = 0; cycle < 4; cycle++) {
          last = solver.cycle().get(i % 4).orElseThrow();
        }
        assertThat(last).isNotNull();
        right += Arrays.equals(last.answerTokens(), example.answer()) ? 1 : 0;
        solver.clear(i % 4);
      }
    }
    assertThat(right).isGreaterThanOrEqualTo(48);
  }

  @Test
  void bfloat16LearnsAsFloat32Does() {
    Compute exact = Compute.exact(1);

    double single = lossAfter(40, exact, null);
    double half = lossAfter(40, exact.with(Precision.BFLOAT16), null);

    assertThat(single).isLessThan(0.85 * Math.log(8)); // the loss of guessing
    assertThat(half).isCloseTo(single, withinPercentage(10));
  }

  @ParameterizedTest
  @EnumSource(value = Precision.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void muonLearnsInEachPrecision(Precision precision) {
    TrainingOptions.Muon muon = new TrainingOptions.Muon(5e-3, 0.95);

    assertThat(lossAfter(80, Compute.exact(1).with(precision), muon))
        .isLessThan(0.9 * Math.log(8)); // the loss of guessing
  }

  private static double lossAfter(int steps, Compute compute, TrainingOptions.@Nullable Muon muon) {
    try (TrainingRun run =
        TrainingRun.start(
            TinyTask.config(Mixer.MLP), TinyTask.options(8, 3, 0, muon), compute, new TinyTask())) {
      steps(run, steps);
      double sum = 0;
      for (int i = 0; i < 10; i++) {
        sum += run.step().lmLoss();
      }
      return sum / 10;
    }
  }

  /** bfloat16 has 8 bits of mantissa; one cycle rounds some tens of times. */
  @ParameterizedTest
  @EnumSource(
      value = Mixer.class,
      names = {"RELATIONS", "NEIGHBOURS"},
      mode = EnumSource.Mode.EXCLUDE)
  void bfloat16IsNearFloat32(Mixer mixer) {
    TrmWeights model = Initialization.of(TinyTask.config(mixer), 5);
    Compute half = new Compute(new ComputeDevice.Cpu(), Precision.BFLOAT16, 1);
    try (SlotSolver exact = new SlotSolver(model, 1, 1);
        SlotSolver rough = new SlotSolver(model, 1, half)) {
      exact.place(0, new int[] {1, 2, 3, 4, 5, 6}, 1);
      rough.place(0, new int[] {1, 2, 3, 4, 5, 6}, 1);
      float[] expected = exact.cycle().get(0).orElseThrow().confidence();
      float[] actual = rough.cycle().get(0).orElseThrow().confidence();

      assertThat(actual).isNotEqualTo(expected);
      assertThat(actual).containsExactly(expected, within(0.05f));
    }
  }

  @Test
  void weightsInBfloat16AreTheirFloat32Values() {
    TrmWeights narrow = inBfloat16(Initialization.of(TinyTask.config(Mixer.MLP), 5));
    Map<String, HostTensor> wide = new HashMap<>(narrow.tensors());
    wide.replaceAll((name, tensor) -> tensor.widened());
    int[] question = {1, 2, 3, 4, 5, 6};
    try (SlotSolver ours = new SlotSolver(narrow, 1, 1);
        SlotSolver theirs = new SlotSolver(new TrmWeights(narrow.config(), wide), 1, 1)) {
      ours.place(0, question, 1);
      theirs.place(0, question, 1);

      assertThat(ours.cycle()).usingRecursiveComparison().isEqualTo(theirs.cycle());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          slots.questions | slots.questions is F32; it must be I64
          state.latent    | state.latent is F32 of shape [1]; it must be F32 of [8, 7, 32]
          average.lm_head.weight | average.lm_head.weight is F32 of shape [1]; it must be F32 of [8, 32]
          """)
  void checkpointThatDoesNotFitIsRefused(String tensor, String reason) {
    Safetensors whole;
    try (TrainingRun run =
        TrainingRun.start(TinyTask.config(Mixer.MLP), TinyTask.options(8, 3), 1, new TinyTask())) {
      whole = run.checkpoint();
    }
    Map<String, HostTensor> tensors = new HashMap<>(whole.tensors());
    tensors.put(tensor, new HostTensor(HostTensor.Type.F32, List.of(1L), ByteBuffer.allocate(4)));
    Safetensors damaged = new Safetensors(whole.metadata(), tensors);

    assertThatThrownBy(() -> TrainingRun.resume(damaged, 1, new TinyTask()))
        .isInstanceOf(IOException.class)
        .hasMessage("the checkpoint can't be resumed: " + reason);
  }

  @Test
  void badTokenIsRefusedBeforeItReachesTheModel() {
    TrmWeights model = Initialization.of(TinyTask.config(Mixer.MLP), 5);
    try (SlotSolver solver = new SlotSolver(model, 1, 1)) {
      assertThatThrownBy(() -> solver.place(0, new int[] {0, 0, 9, 0, 0, 0}, 0))
          .hasMessage("question has token 9 at 2; the vocabulary has 8");
      assertThatThrownBy(() -> solver.place(0, new int[5], 0))
          .hasMessage("question has 5 tokens; the model takes 6");
    }
  }
}
