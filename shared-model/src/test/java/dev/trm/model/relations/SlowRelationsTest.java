package dev.trm.model.relations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trm.model.CellGroups;
import dev.trm.model.CellGroups.Group;
import dev.trm.model.Compute;
import dev.trm.model.Mixer;
import dev.trm.model.Parameter;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.search.PuzzleGroups;
import dev.trm.model.torch.Backend;
import dev.trm.model.train.Initialization;
import dev.trm.puzzles.maze.Maze;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the fast network with {@link SlowRelations}, on puzzles with irregular groups. */
class SlowRelationsTest {

  private static final double ROUNDING = 2e-6;
  private static final double STEP = 1e-5;
  private static final int[] QUESTION = {1, 2, 1, 4, 5, 1, 1, 3, 1, 1, 2, 1, 1, 5, 1, 1};
  private static final int[] ANSWER = {2, 3, 4, 5, 2, 3, 4, 5, 5, 4, 3, 2, 5, 4, 3, 2};
  private static final Maze MAZE = Maze.of(4, 4, 2, 2, 2, 1, 3, 1, 2, 2, 2, 2, 1, 2, 1, 2, 2, 4);
  private static final int[] PATH = {3, 3, 3, 3, 2, 3, 3, 3, 2, 2, 3, 3, 3, 2, 2, 2};

  /** A network with a puzzle that it has not been trained on. */
  private enum Setting {
    SYMBOLS(TrmConfig.grouped(Mixer.RELATIONS, 20, 7, 8, 4, 3, 2, 2, 2, 4), QUESTION, ANSWER) {
      @Override
      CellGroups groups() {
        return irregular();
      }
    },
    CELLS(
        TrmConfig.grouped(Mixer.NEIGHBOURS, 20, 4, 8, 4, 2, 2, 2, 2, 4),
        MAZE.neighbours().question(MAZE.tokens()),
        PATH) {
      @Override
      CellGroups groups() {
        return PuzzleGroups.of(MAZE.neighbours());
      }
    };

    final TrmConfig config;
    final int[] question;
    final int[] answer;

    Setting(TrmConfig config, int[] question, int[] answer) {
      this.config = config;
      this.question = question;
      this.answer = answer;
    }

    abstract CellGroups groups();

    TrmWeights model() {
      TrmWeights drawn = Initialization.of(config, 3);
      Map<String, HostTensor> tensors = new HashMap<>(drawn.tensors());
      Random random = new Random(8);
      tensors.put(
          "q_head.weight", Golden.f32(List.of(1L, 16L), random.doubles(16, -0.3, 0.3).toArray()));
      return new TrmWeights(config, tensors);
    }

    Loaded loaded(TrmWeights model) {
      return Loaded.of(model, Backend.of(Compute.exact(1)), new int[][] {question}, groups());
    }
  }

  /**
   * One-way neighbours, groups of two to four cells, a group of no cells, a cell in no group, and a
   * relation without groups.
   */
  private static CellGroups irregular() {
    List<Group> neighbours =
        IntStream.range(0, 16)
            .mapToObj(
                cell ->
                    new Group(
                        IntStream.of(cell - 4, cell + 4, cell - 1, cell + 1)
                            .filter(other -> other >= 0 && other < 16)
                            .boxed()
                            .toList(),
                        List.of(cell)))
            .toList();
    List<Group> pieces =
        List.of(
            Group.of(List.of(0, 5)),
            Group.of(List.of(1, 2, 3)),
            Group.of(List.of(4, 9, 14, 15)),
            Group.of(List.of()),
            Group.of(List.of(0, 5, 10)));
    return new CellGroups(16, 4, List.of(neighbours, pieces, List.of()));
  }

  @ParameterizedTest
  @EnumSource
  void twoCyclesAreThoseOfTheFormulas(Setting setting) {
    TrmWeights model = setting.model();
    SlowRelations slow = new SlowRelations(model, setting.groups());
    try (Loaded fast = setting.loaded(model)) {
      List<List<double[]>> made = fast.cycles(2);
      SlowRelations.State state = slow.start();
      for (List<double[]> cycle : made) {
        state = slow.cycle(state, setting.question);

        Differences.within(cycle.get(0), slow.logits(state.answer()), ROUNDING * 10);
        Differences.within(cycle.get(1), new double[] {slow.halt(state.answer())}, ROUNDING * 10);
      }
    }
  }

  /**
   * Compares with central differences of the loss over the last recursion, the only one with
   * gradient.
   */
  @ParameterizedTest
  @CsvSource({"SYMBOLS, 0", "SYMBOLS, 0.1", "CELLS, 0", "CELLS, 0.1"})
  void gradientsAreTheSlopesOfTheLoss(Setting setting, double smoothing) {
    TrmWeights model = setting.model();
    SlowRelations slow = new SlowRelations(model, setting.groups());
    int[] question = setting.question;
    int[] answer = setting.answer;
    SlowRelations.State before = slow.recursion(slow.start(), question);
    Random random = new Random(5);
    try (Loaded fast = setting.loaded(model)) {
      Loaded.Step step = fast.step(new int[][] {answer}, smoothing);

      double loss = slow.loss(slow.recursion(before, question).answer(), answer, smoothing);
      assertThat(step.loss()).isCloseTo(loss, within(1e-6));
      for (Parameter each : setting.config.parameters()) {
        double[] gradient = Objects.requireNonNull(step.gradients().get(each.key()));
        double largest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
        double[] weight = slow.weight(each.key());
        for (int draw = 0; draw < 5; draw++) {
          int place = random.nextInt(weight.length);
          double kept = weight[place];
          weight[place] = kept + STEP;
          double above = slow.loss(slow.recursion(before, question).answer(), answer, smoothing);
          weight[place] = kept - STEP;
          double below = slow.loss(slow.recursion(before, question).answer(), answer, smoothing);
          weight[place] = kept;

          assertThat(gradient[place])
              .as(each.key() + " " + place)
              .isCloseTo((above - below) / (2 * STEP), within(5e-5 * largest));
        }
      }
    }
  }
}
