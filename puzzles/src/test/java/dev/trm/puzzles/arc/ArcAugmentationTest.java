package dev.trm.puzzles.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.puzzles.Example;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.grid.Dihedral;
import dev.trm.puzzles.grid.Grid;
import dev.trm.puzzles.grid.GridLayout;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ArcAugmentationTest {

  @Test
  void symmetryAndColoursAreBothApplied() {
    ArcAugmentation augmentation =
        ArcAugmentation.of(Dihedral.TURN_LEFT, 0, 2, 3, 1, 4, 5, 6, 7, 9, 8);

    Grid changed = augmentation.apply(Grid.of(1, 4, 0, 1, 2, 8));

    assertThat(changed).isEqualTo(Grid.of(4, 1, 9, 3, 2, 0));
    assertThat(augmentation.undo(changed)).isEqualTo(Grid.of(1, 4, 0, 1, 2, 8));
    assertThat(augmentation).hasToString("t1 0231456798");
  }

  @Test
  void emptyAnswerStaysEmpty() {
    ArcAugmentation augmentation = ArcAugmentation.random(new SplittableRandom(1));
    assertThat(augmentation.undo(Grid.EMPTY)).isEqualTo(Grid.EMPTY);
  }

  @Test
  void blackStaysAndAllElseMoves() {
    SplittableRandom random = new SplittableRandom(3);
    Set<Integer> symmetries = new HashSet<>();
    int[] seen = new int[10];
    for (int i = 0; i < 2_000; i++) {
      String text = ArcAugmentation.random(random).toString();
      symmetries.add(text.charAt(1) - '0');
      assertThat(text.charAt(3)).isEqualTo('0');
      seen[text.charAt(4) - '0']++; // the new name of colour 1
    }
    assertThat(symmetries).hasSize(8);
    assertThat(seen[0]).isZero();
    // Each of nine colours occurs about 222 times in 2,000; five standard deviations are 70.
    assertThat(Arrays.stream(seen).skip(1)).allMatch(count -> count > 150 && count < 295);
  }

  @Test
  void coloursThatAreNoPermutationAreRefused() {
    assertThatThrownBy(() -> ArcAugmentation.of(Dihedral.IDENTITY, 1, 0, 2, 3, 4, 5, 6, 7, 8, 9))
        .hasMessageContaining("a permutation of 0 to 9 with 0 first");
    assertThatThrownBy(() -> ArcAugmentation.of(Dihedral.IDENTITY, 0, 1, 1, 3, 4, 5, 6, 7, 8, 9))
        .hasMessageStartingWith("colours is [0, 1, 1,");
    assertThatThrownBy(() -> ArcAugmentation.of(Dihedral.IDENTITY, 0, 1, 2))
        .hasMessageStartingWith("colours is [0, 1, 2]");
  }

  @Test
  void richTaskHasAThousandDifferentForms() {
    List<ArcAugmentation> made = ArcAugmentation.of(ArcFixture.FIRST_ROW, 1_000, 5);

    assertThat(made).hasSize(1_001).startsWith(ArcAugmentation.IDENTITY);
    assertThat(made.stream().map(each -> forms(each, ArcFixture.FIRST_ROW)))
        .doesNotHaveDuplicates();
    assertThat(ArcAugmentation.of(ArcFixture.FIRST_ROW, 1_000, 5)).isEqualTo(made);
    assertThat(ArcAugmentation.of(ArcFixture.FIRST_ROW, 1_000, 6)).isNotEqualTo(made);
    assertThat(ArcAugmentation.of(ArcFixture.FIRST_ROW, 10, 5)).isEqualTo(made.subList(0, 11));
  }

  /** Only black, square and symmetrical: every augmentation leaves it unchanged. */
  @Test
  void taskThatNothingChangesHasOneForm() {
    ArcTask task =
        new ArcTask(
            "black",
            List.of(new ArcTask.Pair(Grid.of(1, 1, 0), Grid.of(2, 2, 0, 0, 0, 0))),
            List.of(new ArcTask.Test(Grid.of(1, 1, 0), null)));

    assertThat(ArcAugmentation.of(task, 1_000, 1)).containsExactly(ArcAugmentation.IDENTITY);
    assertThat(ArcAugmentation.of(task, 0, 1)).containsExactly(ArcAugmentation.IDENTITY);
  }

  /** One colour in one cell: it can have nine names but no other form. */
  @Test
  void taskOfOneColourHasNineForms() {
    ArcTask task =
        new ArcTask(
            "dot",
            List.of(new ArcTask.Pair(Grid.of(1, 1, 4), Grid.of(1, 1, 0))),
            List.of(new ArcTask.Test(Grid.of(1, 1, 4), null)));

    assertThat(ArcAugmentation.of(task, 100, 1)).hasSize(9);
  }

  /** By hand: 2 by 1 in the corner of 3 by 3, values plus two, ends below and to the right. */
  @Test
  void tasksAreTrainedAndAnsweredOnASmallerBoard() {
    ArcTask task =
        new ArcTask(
            "small",
            List.of(new ArcTask.Pair(Grid.of(3, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0), Grid.of(1, 1, 1))),
            List.of(new ArcTask.Test(Grid.of(1, 2, 3, 4), Grid.of(1, 1, 3))));
    ArcExamples examples = new ArcExamples(List.of(task), 8, 1, GridLayout.arc(3));

    ArcExamples.Variant own = examples.variants().get(0);
    assertThat(examples.question(own, task.test().get(0)))
        .containsExactly(5, 6, 1, 1, 1, 0, 0, 0, 0);
    for (ArcExamples.Variant each : examples.variants()) {
      int[] asked = examples.question(each, task.test().get(0));
      assertThat(examples.answer(each, asked)).as("%s", each).isEqualTo(Grid.of(1, 2, 3, 4));
    }
    assertThat(examples.draw(0, new SplittableRandom(1)).question()).hasSize(9);
    assertThatThrownBy(() -> new ArcExamples(List.of(task), 8, 1, GridLayout.arc(2)))
        .isInstanceOf(PuzzleFormatException.class)
        .hasMessage("task small: /train/0/input is 3x3; its width and height must be at most 2x2");
  }

  @Test
  void anUnsolvedTaskIsTheSameButForItsSolutions() {
    ArcTask unsolved = ArcFixture.SWAP.unsolved();

    assertThat(unsolved.train()).isEqualTo(ArcFixture.SWAP.train());
    assertThat(unsolved.test())
        .hasSameSizeAs(ArcFixture.SWAP.test())
        .allSatisfy(each -> assertThat(each.known()).isEmpty());
    assertThat(ArcAugmentation.of(unsolved, 20, 3))
        .isEqualTo(ArcAugmentation.of(ArcFixture.SWAP, 20, 3));
  }

  @Test
  void moreThanAThousandAreRefused() {
    assertThatThrownBy(() -> ArcAugmentation.of(ArcFixture.SWAP, 1_001, 1))
        .hasMessage("augmentations is 1001; it must be 0 to 1000");
    assertThatThrownBy(() -> ArcAugmentation.of(ArcFixture.SWAP, -1, 1))
        .hasMessage("augmentations is -1; it must be 0 to 1000");
  }

  private static List<Grid> forms(ArcAugmentation augmentation, ArcTask task) {
    return List.of(
        augmentation.apply(task.train().get(0).input()),
        augmentation.apply(task.train().get(0).output()),
        augmentation.apply(task.train().get(1).input()),
        augmentation.apply(task.train().get(1).output()),
        augmentation.apply(task.test().get(0).input()));
  }

  @Test
  void everyFormOfATaskHasItsOwnPuzzleId() {
    ArcExamples examples = new ArcExamples(List.of(ArcFixture.SWAP, ArcFixture.FIRST_ROW), 5, 1);

    assertThat(examples.puzzleIds()).isEqualTo(13);
    assertThat(examples.size()).isEqualTo(2 * 12);
    assertThat(examples.variants())
        .extracting(ArcExamples.Variant::puzzleId)
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    for (int index = 0; index < examples.size(); index++) {
      Example example = examples.draw(index, new SplittableRandom(1));
      assertThat(example.puzzleId()).isEqualTo(index / 2 + 1);
    }
    assertThatThrownBy(() -> examples.draw(24, new SplittableRandom(1)))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> examples.draw(-1, new SplittableRandom(1)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** No example contains the test pairs' grids, and question and answer move together. */
  @Test
  void onePairOfEachFormStaysAtTheCornerAndTheOtherMoves() {
    ArcExamples examples = new ArcExamples(List.of(ArcFixture.SWAP), 20, 1);
    SplittableRandom random = new SplittableRandom(2);
    Set<Integer> staying = new HashSet<>();
    for (ArcExamples.Variant variant : examples.variants()) {
      for (int number = 0; number < 2; number++) {
        Set<Integer> places = new HashSet<>();
        for (int i = 0; i < 20; i++) {
          Example example = examples.draw(2 * (variant.puzzleId() - 1) + number, random);
          int first = first(example.question());
          assertThat(first(example.answer())).isEqualTo(first);
          places.add(first);
          ArcTask.Pair pair = ArcFixture.SWAP.train().get(number);
          assertThat(example.question())
              .isEqualTo(at(variant.augmentation().apply(pair.input()), first));
          assertThat(example.answer())
              .isEqualTo(at(variant.augmentation().apply(pair.output()), first));
        }
        if (number == variant.untranslated()) {
          assertThat(places).containsExactly(0);
        } else {
          assertThat(places).hasSizeGreaterThan(10);
        }
      }
      staying.add(variant.untranslated());
    }
    assertThat(staying).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void fullBoardHasNowhereToMove() {
    ArcExamples examples = new ArcExamples(List.of(ArcFixture.FULL), 0, 1);

    Example example = examples.draw(0, new SplittableRandom(3));

    assertThat(example.question())
        .isEqualTo(GridLayout.ARC.tokens(ArcFixture.FULL.train().get(0).input()));
  }

  private static int first(int[] tokens) {
    int cell = 0;
    while (tokens[cell] == 0) {
      cell++;
    }
    return cell;
  }

  private static int[] at(Grid grid, int first) {
    return GridLayout.ARC.tokens(grid, first / 30, first % 30);
  }
}
