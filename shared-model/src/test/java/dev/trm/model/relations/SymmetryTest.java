package dev.trm.model.relations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.model.CellGroups;
import dev.trm.model.Compute;
import dev.trm.model.Mixer;
import dev.trm.model.Precision;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.search.PuzzleGroups;
import dev.trm.model.torch.Backend;
import dev.trm.model.train.Initialization;
import dev.trm.puzzles.grid.Dihedral;
import dev.trm.puzzles.maze.Maze;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Equivalent puzzles have equivalent answers, at every size with the same weights. */
class SymmetryTest {

  private static final TrmWeights MODEL =
      Initialization.of(TrmConfig.grouped(Mixer.RELATIONS, 256, 18, 16, 8, 3, 2, 2, 2, 4), 3);

  /**
   * Sums over a group are in another order, and their float32 rounding errors grow from layer to
   * layer.
   */
  private static final double ROUNDING = 1e-5;

  /** bfloat16 rounds 65,536 times as coarsely. */
  private static final double ROUGH = 0.15;

  @ParameterizedTest
  @CsvSource({"2, 2, FLOAT32", "2, 3, FLOAT32", "3, 3, FLOAT32", "4, 4, FLOAT32", "3, 3, BFLOAT16"})
  void permutedPuzzleHasThePermutedLogits(int height, int width, Precision precision) {
    int size = height * width;
    CellGroups groups = Boards.sudoku(height, width);
    Random random = new Random(size);
    int[] question = random.ints(size * size, 1, size + 2).toArray();
    int[] symbols = shuffled(size, random);
    IntUnaryOperator[] cells = {
      IntUnaryOperator.identity(),
      moved(size, rowsInBand(size, height), identity(size)),
      moved(size, bands(size, height, random), identity(size)),
      moved(size, identity(size), rowsInBand(size, width)),
      moved(size, identity(size), bands(size, width, random))
    };
    int[][] rows = new int[cells.length][];
    for (int row = 0; row < cells.length; row++) {
      rows[row] = new int[size * size];
      for (int cell = 0; cell < question.length; cell++) {
        int token = question[cell];
        rows[row][cells[row].applyAsInt(cell)] =
            token == 1 || row > 0 ? token : 2 + symbols[token - 2];
      }
    }
    double[] plain;
    double[] halt;
    try (Loaded one = loaded(new int[][] {question}, groups, precision)) {
      List<double[]> made = one.cycles(1).get(0);
      plain = made.get(0);
      halt = made.get(1);
    }
    try (Loaded all = loaded(rows, groups, precision)) {
      List<double[]> made = all.cycles(1).get(0);
      double most = precision == Precision.FLOAT32 ? ROUNDING : ROUGH;
      for (int row = 0; row < rows.length; row++) {
        double[] back = new double[plain.length];
        for (int cell = 0; cell < question.length; cell++) {
          for (int symbol = 0; symbol < size; symbol++) {
            int to = cells[row].applyAsInt(cell) * size + (row == 0 ? symbols[symbol] : symbol);
            back[cell * size + symbol] = made.get(0)[row * plain.length + to];
          }
        }
        assertThat(Differences.of(back, plain)).as("form " + row).isLessThan(most);
        Differences.within(new double[] {made.get(1)[row]}, halt, most);
      }
    }
  }

  /** A maze is turned together with its neighbours: the network does not know directions. */
  @ParameterizedTest
  @EnumSource
  void turnedMazeHasTheTurnedLogits(Dihedral how) {
    TrmConfig config = TrmConfig.grouped(Mixer.NEIGHBOURS, 100, 4, 16, 8, 2, 2, 2, 2, 4);
    TrmWeights model = Initialization.of(config, 3);
    Random random = new Random(4);
    Maze maze = Maze.of(5, 8, random.ints(40, 1, 5).toArray());
    Maze turned = maze.turned(how);
    List<double[]> plain = cycle(model, maze);
    List<double[]> made = cycle(model, turned);

    int[] cells = IntStream.range(0, 40).toArray();
    int[] sources = how.apply(cells, 5, 8);
    double[] back = new double[plain.get(0).length];
    for (int cell = 0; cell < 40; cell++) {
      System.arraycopy(made.get(0), cell * 2, back, sources[cell] * 2, 2);
    }
    Differences.within(back, plain.get(0), ROUNDING);
    Differences.within(made.get(1), plain.get(1), ROUNDING);
  }

  private static List<double[]> cycle(TrmWeights model, Maze maze) {
    CellGroups groups = PuzzleGroups.of(maze.neighbours());
    int[][] questions = {maze.neighbours().question(maze.tokens())};
    try (Loaded loaded = Loaded.of(model, Backend.of(Compute.exact(1)), questions, groups)) {
      return loaded.cycles(1).get(0);
    }
  }

  private static Loaded loaded(int[][] questions, CellGroups groups, Precision precision) {
    return Loaded.of(MODEL, Backend.of(Compute.exact(1).with(precision)), questions, groups);
  }

  private static int[] identity(int size) {
    return IntStream.range(0, size).toArray();
  }

  private static int[] shuffled(int size, Random random) {
    int[] order = identity(size);
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  /** Rotates the lines of each band: the first becomes the last. */
  private static int[] rowsInBand(int size, int band) {
    return IntStream.range(0, size).map(line -> line / band * band + (line + 1) % band).toArray();
  }

  private static int[] bands(int size, int band, Random random) {
    int[] order = shuffled(size / band, random);
    if (Arrays.equals(order, identity(order.length))) {
      order[0] = 1;
      order[1] = 0;
    }
    return IntStream.range(0, size).map(line -> order[line / band] * band + line % band).toArray();
  }

  private static IntUnaryOperator moved(int size, int[] rows, int[] columns) {
    return cell -> rows[cell / size] * size + columns[cell % size];
  }
}
