package dev.trm.model.train;

import dev.trm.model.CellGroups;
import dev.trm.model.Mixer;
import dev.trm.model.TrmConfig;
import dev.trm.model.search.PuzzleGroups;
import dev.trm.puzzles.maze.Maze;
import java.util.List;

/**
 * Grids of two shapes with walls at random, in which open cells with two or more open neighbours
 * are to be marked. For networks that know neighbours.
 */
final class TinyMazes implements ExampleSource {
  private static final int WALL = 1;
  private static final int OPEN = 2;

  private SplitMix random = new SplitMix(4);

  static TrmConfig config() {
    return TrmConfig.grouped(Mixer.NEIGHBOURS, 16, 4, 16, 8, 2, 2, 2, 2, 4);
  }

  private static Maze maze(int shape, int[] tokens) {
    return shape == 0 ? Maze.of(4, 4, tokens) : Maze.of(3, 5, tokens);
  }

  private static CellGroups groups(int shape, int[] tokens) {
    return PuzzleGroups.of(maze(shape, tokens).neighbours());
  }

  @Override
  public List<ExampleShape> shapes() {
    return List.of(
        new ExampleShape(groups(0, new int[16]).shape(), 2, 6),
        new ExampleShape(groups(1, new int[15]).shape(), 1, 3));
  }

  @Override
  public TrainingExample next(int shape) {
    int[] tokens = new int[shape == 0 ? 16 : 15];
    for (int cell = 0; cell < tokens.length; cell++) {
      tokens[cell] = random.between(0, 2) == 0 ? WALL : OPEN;
    }
    CellGroups groups = groups(shape, tokens);
    int[] question = new int[tokens.length];
    int[] answer = new int[tokens.length];
    for (int cell = 0; cell < tokens.length; cell++) {
      question[cell] = tokens[cell] == WALL ? 3 : 1;
      answer[cell] = groups.relations().get(0).get(cell).members().size() > 1 ? 2 : 3;
    }
    return new TrainingExample(question, answer, 0, groups);
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
