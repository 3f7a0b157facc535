package dev.trm.model.train;

import dev.trm.model.CellGroups;
import dev.trm.model.Mixer;
import dev.trm.model.TrmConfig;
import dev.trm.model.relations.Boards;
import java.util.Arrays;
import java.util.List;

/**
 * 4×4 Sudokus with renamed symbols and some givens removed; as a second shape, the same grids with
 * regions that their solutions do not respect. For 4×4 networks with relations.
 */
final class TinySudokus implements ExampleSource {

  private static final CellGroups BOXES = Boards.sudoku(2, 2);
  private static final CellGroups JIGSAW = Boards.jigsaw();
  private static final int[] SOLUTION = {0, 1, 2, 3, 2, 3, 0, 1, 1, 0, 3, 2, 3, 2, 1, 0};

  private final int shapes;
  private SplitMix random = new SplitMix(4);

  /**
   * @param shapes 1 for Sudokus only, or 2
   */
  TinySudokus(int shapes) {
    this.shapes = shapes;
  }

  static TrmConfig config() {
    return TrmConfig.grouped(Mixer.RELATIONS, 16, 6, 16, 8, 3, 2, 2, 2, 4);
  }

  @Override
  public List<ExampleShape> shapes() {
    return List.of(new ExampleShape(BOXES.shape(), 2, 6), new ExampleShape(JIGSAW.shape(), 1, 3))
        .subList(0, shapes);
  }

  @Override
  public TrainingExample next(int shape) {
    int[] symbols = {2, 3, 4, 5};
    for (int i = 3; i > 0; i--) {
      int j = random.between(0, i);
      int kept = symbols[i];
      symbols[i] = symbols[j];
      symbols[j] = kept;
    }
    int[] answer = Arrays.stream(SOLUTION).map(cell -> symbols[cell]).toArray();
    int[] question =
        Arrays.stream(answer).map(cell -> random.between(0, 2) == 0 ? cell : 1).toArray();
    return new TrainingExample(question, answer, 0, shape == 0 ? BOXES : JIGSAW);
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
