package dev.trm.puzzles.maze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.puzzles.AnswerScore;
import dev.trm.puzzles.grid.Dihedral;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MazeGeneratorTest {

  @ParameterizedTest
  @CsvSource({
    "30, 30, false, 111",
    "30, 30, true, 111",
    "10, 10, true, 15",
    "10, 10, false, 1",
    "3, 3, true, 4",
    "3, 30, false, 20",
    "17, 5, true, 12",
  })
  void everyMazeIsAsWanted(int width, int height, boolean unique, int leastSteps) {
    MazeGenerator generator =
        new MazeGenerator(new MazeShape(width, height, unique, leastSteps), 11);
    for (int i = 0; i < 20; i++) {
      LabelledMaze made = generator.next().orElseThrow();

      Maze question = made.question();
      assertThat(question.width()).isEqualTo(width);
      assertThat(question.height()).isEqualTo(height);
      assertThat(count(question, Maze.START)).isEqualTo(1);
      assertThat(count(question, Maze.GOAL)).isEqualTo(1);
      assertThat(count(question, Maze.PATH)).isZero();
      assertThat(made.steps()).isGreaterThanOrEqualTo(leastSteps);
      assertThat(count(made.answer(), Maze.PATH)).isEqualTo(made.steps() - 1L);
      assertThat(made.score(made.answer().tokens())).isEqualTo(new AnswerScore(true, true));
      long ways = shortestWays(question, made.steps());
      assertThat(made.unique()).isEqualTo(ways == 1);
      assertThat(ways).isPositive();
      if (unique) {
        assertThat(ways).isEqualTo(1);
      } else {
        int cells = width * height;
        assertThat(count(question, Maze.WALL)).isBetween(cells * 3L / 10, cells / 2L);
      }
    }
  }

  /** Both cases occur if both are allowed. */
  @Test
  void shortestPathNeedNotBeUnique() {
    MazeGenerator generator = new MazeGenerator(new MazeShape(10, 10, false, 10), 3);
    Set<Boolean> unique = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      unique.add(generator.next().orElseThrow().unique());
    }
    assertThat(unique).containsExactlyInAnyOrder(true, false);
  }

  @Test
  void equalSeedsMakeEqualMazesAndOthersOthers() {
    MazeShape shape = new MazeShape(12, 9, false, 10);
    assertThat(some(shape, 5)).isEqualTo(some(shape, 5)).isNotEqualTo(some(shape, 6));
  }

  private static List<LabelledMaze> some(MazeShape shape, long seed) {
    MazeGenerator generator = new MazeGenerator(shape, seed);
    List<LabelledMaze> made = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      made.add(generator.next().orElseThrow());
    }
    return made;
  }

  @Test
  void pathThatCannotBeIsNotFound() {
    assertThat(new MazeGenerator(new MazeShape(3, 3, false, 8), 1).next()).isEmpty();
  }

  @Test
  void wrongShapeIsNamed() {
    assertThatThrownBy(() -> new MazeShape(2, 5, false, 1))
        .hasMessage("width is 2; it must be 3 to 30");
    assertThatThrownBy(() -> new MazeShape(5, 31, false, 1))
        .hasMessage("height is 31; it must be 3 to 30");
    assertThatThrownBy(() -> new MazeShape(5, 5, false, 0))
        .hasMessage("leastSteps is 0; within 5x5 it must be 1 to 24");
    assertThatThrownBy(() -> new MazeShape(5, 5, false, 25))
        .hasMessage("leastSteps is 25; within 5x5 it must be 1 to 24");
  }

  @Test
  void noHeldOutMazeIsEquivalentToAnyOther() {
    MazeSet set = MazeSet.generate(new MazeSet.Recipe(new MazeShape(3, 3, false, 1), 800, 60, 4));

    Set<String> heldOut = new HashSet<>();
    set.heldOut().forEach(maze -> heldOut.add(maze.question().canonicalForm()));
    assertThat(heldOut).hasSize(60);
    assertThat(set.training()).hasSizeBetween(300, 799); // some were equivalent and removed
    for (LabelledMaze maze : set.training()) {
      for (Dihedral how : Dihedral.values()) {
        assertThat(heldOut).doesNotContain(maze.question().turned(how).canonicalForm());
      }
    }
  }

  @Test
  void equalRecipesGiveEqualSets() {
    MazeShape shape = new MazeShape(10, 10, true, 12);
    MazeSet first = MazeSet.generate(new MazeSet.Recipe(shape, 600, 20, 1));

    MazeSet again = MazeSet.generate(new MazeSet.Recipe(shape, 600, 20, 1));
    assertThat(again).isEqualTo(first);
    assertThat(first.sha256())
        .isEqualTo(again.sha256())
        .isNotEqualTo(MazeSet.generate(new MazeSet.Recipe(shape, 600, 20, 2)).sha256());
    assertThat(new MazeSet(first.heldOut(), first.training()).sha256())
        .isNotEqualTo(first.sha256());
  }

  @Test
  void setOfImpossibleMazesIsRefused() {
    assertThatThrownBy(
            () -> MazeSet.generate(new MazeSet.Recipe(new MazeShape(3, 3, true, 8), 1, 1, 1)))
        .hasMessage("leastSteps is 8; a long search found no such path within 3x3");
    assertThatThrownBy(() -> new MazeSet.Recipe(new MazeShape(3, 3, true, 3), 0, 1, 1))
        .hasMessage("training is 0; it must be at least 1");
    assertThatThrownBy(() -> new MazeSet.Recipe(new MazeShape(3, 3, true, 3), 1, 0, 1))
        .hasMessage("heldOut is 0; it must be at least 1");
  }

  @Test
  void squareMazesAreDrawnInEightWaysAndOthersInFour() {
    assertThat(waysDrawn(new MazeShape(5, 5, false, 6))).isEqualTo(8);
    assertThat(waysDrawn(new MazeShape(6, 5, false, 6))).isEqualTo(4);
  }

  /** Every drawn answer solves its drawn question. */
  private static int waysDrawn(MazeShape shape) {
    LabelledMaze maze = new MazeGenerator(shape, 2).next().orElseThrow();
    MazeExamples examples = new MazeExamples(List.of(maze));
    SplittableRandom random = new SplittableRandom(1);
    Set<List<Integer>> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      var example = examples.draw(0, random);
      Maze question = Maze.of(shape.height(), shape.width(), example.question());
      Maze answer = Maze.of(shape.height(), shape.width(), example.answer());
      assertThat(MazeRules.broken(question, answer)).isEmpty();
      seen.add(Arrays.stream(example.question()).boxed().toList());
    }
    return seen.size();
  }

  @Test
  void mazesOfSeveralSizesAreNoExamples() {
    LabelledMaze one = new MazeGenerator(new MazeShape(5, 4, false, 3), 2).next().orElseThrow();
    LabelledMaze other = new MazeGenerator(new MazeShape(4, 5, false, 3), 2).next().orElseThrow();
    assertThatThrownBy(() -> new MazeExamples(List.of(one, other)))
        .hasMessageContaining("several sizes");
    assertThatThrownBy(() -> new MazeExamples(List.of())).hasMessageContaining("mazes is empty");
  }

  private static long count(Maze maze, int token) {
    return Arrays.stream(maze.tokens()).filter(each -> each == token).count();
  }

  /**
   * Counted without a search: after k rounds of summing over neighbours, a cell has the number of
   * walks of k steps, and a walk of the shortest path's length is a shortest path.
   */
  private static long shortestWays(Maze maze, int steps) {
    int[] tokens = maze.tokens();
    int width = maze.width();
    long[] walks = new long[tokens.length];
    walks[maze.find(Maze.START)] = 1;
    int goal = maze.find(Maze.GOAL);
    for (int step = 0; step < steps; step++) {
      assertThat(walks[goal]).as("a way of %d steps", step).isZero();
      long[] next = new long[tokens.length];
      for (int cell = 0; cell < tokens.length; cell++) {
        if (tokens[cell] != Maze.WALL) {
          long sum = cell >= width ? walks[cell - width] : 0;
          sum += cell + width < tokens.length ? walks[cell + width] : 0;
          sum += cell % width > 0 ? walks[cell - 1] : 0;
          sum += cell % width < width - 1 ? walks[cell + 1] : 0;
          next[cell] = Math.min(sum, 1L << 40);
        }
      }
      walks = next;
    }
    return walks[goal];
  }
}
