package dev.trm.model.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingRunTest {

  @TempDir Path folder;

  /** Each answer token is the question's, one higher: a task that a tiny network learns at once. */
  private static final class Successors implements ExampleSource {
    private SplitMix random = new SplitMix(4);

    @Override
    public TrainingExample next() {
      int[] question = new int[6];
      int[] answer = new int[6];
      for (int cell = 0; cell < 6; cell++) {
        question[cell] = random.between(0, 6);
        answer[cell] = question[cell] + 1;
      }
      return new TrainingExample(question, answer, random.between(0, 2));
    }

    @Override
    public long[] state() {
      return new long[] {random.state()};
    }

    @Override
    public void restore(long[] state) {
      random = new SplitMix(state[0]);
    }
  }

  private static TrmConfig tiny(Mixer mixer) {
    return new TrmConfig(
        8, 6, 32, 2, 2, 2, 32, 2, 2, 4, 1, 32, 3, mixer, Positions.ROPE, 10000, 1e-5);
  }

  private static TrainingOptions options(long seed) {
    return new TrainingOptions(
        16, 600, 5e-3, 1e-2, 0.1, 0.1, 0.9, 0.95, 10, Schedule.COSINE, 0.1, 0.9, 0.1, seed);
  }

  private static TrainingRun start(Mixer mixer, long seed) {
    return TrainingRun.start(tiny(mixer), options(seed), 1, new Successors());
  }

  private static void steps(TrainingRun run, int count) {
    for (int i = 0; i < count; i++) {
      run.step();
    }
  }

  private static Map<String, HostTensor> everything(TrainingRun run) {
    return run.checkpoint().tensors();
  }

  @ParameterizedTest
  @EnumSource(Mixer.class)
  void resumedRunEqualsOneThatWasNotInterrupted(Mixer mixer) throws IOException {
    Path file = folder.resolve("at12.safetensors");
    try (TrainingRun whole = start(mixer, 1);
        TrainingRun killed = start(mixer, 1)) {
      steps(whole, 30);
      steps(killed, 12);
      killed.checkpoint().write(file);
      try (TrainingRun resumed =
          TrainingRun.resume(
              Safetensors.read(file), tiny(mixer), options(1), 1, new Successors())) {
        steps(resumed, 18);

        assertThat(resumed.stepsDone()).isEqualTo(30);
        assertThat(everything(resumed)).isEqualTo(everything(whole));
      }
    }
  }

  @Test
  void seedDecidesTheWeights() {
    try (TrainingRun one = start(Mixer.MLP, 1);
        TrainingRun same = start(Mixer.MLP, 1);
        TrainingRun other = start(Mixer.MLP, 2)) {
      steps(one, 5);
      steps(same, 5);
      steps(other, 5);

      assertThat(everything(same)).isEqualTo(everything(one));
      assertThat(everything(other)).isNotEqualTo(everything(one));
    }
  }

  @Test
  void trainedModelAnswersAndHalts() throws IOException {
    Path file = folder.resolve("model.safetensors");
    try (TrainingRun run = start(Mixer.MLP, 3)) {
      steps(run, 600);
      run.weights().write(file);
    }
    TrmWeights model = TrmWeights.read(file);
    Successors fresh = new Successors();
    fresh.restore(new long[] {99});
    int right = 0;
    try (SlotSolver solver = new SlotSolver(model, 4, 1)) {
      for (int i = 0; i < 50; i++) {
        TrainingExample example = fresh.next();
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
  void neighboursAndPositionDontChangeARow() {
    TrmWeights model = Initialization.of(tiny(Mixer.ATTENTION), 5);
    int[] question = {1, 2, 3, 4, 5, 6};
    try (SlotSolver alone = new SlotSolver(model, 1, 1);
        SlotSolver crowded = new SlotSolver(model, 8, 1)) {
      alone.place(0, question, 1);
      crowded.place(0, new int[] {6, 5, 4, 3, 2, 1}, 2);
      crowded.cycle();
      crowded.place(5, question, 1);
      for (int cycle = 0; cycle < 4; cycle++) {
        SlotCycle one = alone.cycle().get(0).orElseThrow();
        List<Optional<SlotCycle>> all = crowded.cycle();

        assertThat(all.get(5).orElseThrow()).usingRecursiveComparison().isEqualTo(one);
        assertThat(all.get(1)).isEmpty();
      }
    }
  }

  @Test
  void badTokenIsRefusedBeforeItReachesTheModel() {
    TrmWeights model = Initialization.of(tiny(Mixer.MLP), 5);
    try (SlotSolver solver = new SlotSolver(model, 1, 1)) {
      assertThatThrownBy(() -> solver.place(0, new int[] {0, 0, 9, 0, 0, 0}, 0))
          .hasMessage("question has token 9 at 2; the vocabulary has 8");
      assertThatThrownBy(() -> solver.place(0, new int[5], 0))
          .hasMessage("question has 5 tokens; the model takes 6");
    }
  }
}
