package dev.trm.puzzles.grid;

import static dev.trm.puzzles.JsonTexts.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Boards are drawn by hand. */
class GridLayoutTest {

  private static final GridLayout ENDS = new GridLayout(4, 3, 5, true);
  private static final GridLayout FIXED = new GridLayout(3, 2, 5, false);

  @Test
  void endsStandBelowAndToTheRightWithoutTheCorner() {
    assertThat(ENDS.tokens(Grid.of(2, 2, 0, 1, 2, 3)))
        .containsExactly(
            2, 3, 1, 0, //
            4, 5, 1, 0, //
            1, 1, 0, 0);
  }

  @Test
  void endsMoveWithTheGrid() {
    assertThat(ENDS.tokens(Grid.of(1, 2, 0, 4), 1, 1))
        .containsExactly(
            0, 0, 0, 0, //
            0, 2, 6, 1, //
            0, 1, 1, 0);
  }

  @Test
  void endsBeyondTheBoardAreLeftOut() {
    assertThat(ENDS.tokens(Grid.of(2, 2, 0, 1, 2, 3), 1, 2))
        .containsExactly(
            0, 0, 0, 0, //
            0, 0, 2, 3, //
            0, 0, 4, 5);
    assertThat(ENDS.tokens(Grid.of(1, 4, 0, 1, 2, 3)))
        .containsExactly(
            2, 3, 4, 5, //
            1, 1, 1, 1, //
            0, 0, 0, 0);
  }

  @Test
  void gridsOfOneSizeNeedNoEnds() {
    Grid grid = Grid.of(2, 3, 0, 1, 2, 3, 4, 0);

    assertThat(FIXED.tokens(grid)).containsExactly(1, 2, 3, 4, 5, 1);
    assertThat(FIXED.vocabulary()).isEqualTo(6);
    assertThat(ENDS.vocabulary()).isEqualTo(7);
    assertThat(FIXED.read(FIXED.tokens(grid))).isEqualTo(grid);
  }

  @Test
  void arcHasThePublishedSize() {
    assertThat(GridLayout.ARC.vocabulary()).isEqualTo(12);
    assertThat(GridLayout.ARC.cells()).isEqualTo(900);
  }

  @Test
  void largestRectangleFromTheCornerIsRead() {
    assertThat(ENDS.read(new int[] {2, 3, 4, 1, 2, 3, 0, 2, 2, 3, 2, 2}))
        .isEqualTo(Grid.of(3, 2, 0, 1, 0, 1, 0, 1));
    assertThat(ENDS.read(new int[] {2, 3, 4, 5, 2, 1, 5, 5, 2, 5, 5, 5}))
        .isEqualTo(Grid.of(1, 4, 0, 1, 2, 3));
    // Of two rectangles of four cells the one with fewer rows comes first.
    assertThat(
            new GridLayout(4, 4, 5, true)
                .read(new int[] {2, 2, 2, 2, 3, 1, 1, 1, 3, 1, 1, 1, 3, 1, 1, 1}))
        .isEqualTo(Grid.of(1, 4, 0, 0, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void boardThatBeginsWithNoValueIsEmpty(int first) {
    int[] tokens = {first, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2};

    assertThat(ENDS.read(tokens)).isEqualTo(Grid.EMPTY);
    assertThat(ENDS.read(tokens).json()).isEqualTo(json("[]"));
  }

  /** Seeded: every grid comes back from its tokens. */
  @Test
  void gridComesBackFromItsTokens() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 500; i++) {
      int height = random.nextInt(1, 31);
      int width = random.nextInt(1, 31);
      Grid grid = Grid.of(height, width, random.ints((long) height * width, 0, 10).toArray());
      assertThat(GridLayout.ARC.read(GridLayout.ARC.tokens(grid))).isEqualTo(grid);
      GridLayout fixed = GridLayout.fixed(grid, 10);
      assertThat(fixed.read(fixed.tokens(grid))).isEqualTo(grid);
      GridLayout tight = new GridLayout(width, height, 10, true);
      assertThat(tight.read(tight.tokens(grid))).isEqualTo(grid);
    }
  }

  @Test
  void gridThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> ENDS.tokens(Grid.of(1, 5, 0, 0, 0, 0, 0)))
        .hasMessage("grid is 5x1; its width and height must be at most 4x3");
    assertThatThrownBy(() -> ENDS.tokens(Grid.of(4, 1, 0, 0, 0, 0)))
        .hasMessage("grid is 1x4; its width and height must be at most 4x3");
    assertThatThrownBy(() -> FIXED.tokens(Grid.of(3, 2, 0, 0, 0, 0, 0, 0)))
        .hasMessage("grid is 2x3; its width and height must be 3x2");
    assertThatThrownBy(() -> ENDS.tokens(Grid.of(1, 1, 5)))
        .hasMessage("grid has the value 5; the largest is 4");
    assertThatThrownBy(() -> ENDS.tokens(Grid.of(2, 2, 0, 0, 0, 0), 2, 0))
        .hasMessage("grid is 2x2; it does not fit at row 2, column 0 of 4x3");
    assertThatThrownBy(() -> ENDS.tokens(Grid.of(2, 2, 0, 0, 0, 0), 0, 3))
        .hasMessage("grid is 2x2; it does not fit at row 0, column 3 of 4x3");
    assertThatThrownBy(() -> ENDS.tokens(Grid.of(2, 2, 0, 0, 0, 0), -1, 0))
        .hasMessageContaining("at row -1");
    assertThatThrownBy(() -> ENDS.tokens(Grid.EMPTY)).hasMessageContaining("grid is 0x0");
  }

  @Test
  void tokensThatAreNoneAreRefused() {
    assertThatThrownBy(() -> FIXED.read(new int[5])).hasMessage("tokens has 5 entries; expected 6");
    assertThatThrownBy(() -> FIXED.read(new int[] {1, 1, 1, 1, 1, 6}))
        .hasMessage("token 5 is 6; it must be 0 to 5");
    assertThatThrownBy(() -> FIXED.read(new int[] {-1, 1, 1, 1, 1, 1}))
        .hasMessage("token 0 is -1; it must be 0 to 5");
  }

  @Test
  void layoutComesBackFromItsJson() {
    assertThat(GridLayout.of(ENDS.json())).isEqualTo(ENDS);
    assertThat(GridLayout.of(FIXED.json())).isEqualTo(FIXED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[1,2,3,4]",
        "{'width': 3, 'height': 2, 'symbols': 5}",
        "{'width': 3, 'height': 2, 'symbols': 5, 'ends': 1}",
        "{'width': '3', 'height': 2, 'symbols': 5, 'ends': true}",
        "{'width': 31, 'height': 2, 'symbols': 5, 'ends': true}",
        "{'width': 3, 'height': 0, 'symbols': 5, 'ends': true}",
        "{'width': 3, 'height': 2, 'symbols': 255, 'ends': true}",
        "{'width': 3, 'height': 2, 'symbols': 5, 'ends': true, 'more': 1}",
      })
  void wrongLayoutIsRefused(String layout) {
    assertThatThrownBy(() -> GridLayout.of(json(layout)))
        .isInstanceOf(dev.trm.puzzles.PuzzleFormatException.class)
        .hasMessageStartingWith("layout is ");
  }
}
