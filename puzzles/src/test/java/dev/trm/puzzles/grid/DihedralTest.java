package dev.trm.puzzles.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DihedralTest {

  private static final Grid GRID = Grid.of(2, 3, 1, 2, 3, 4, 5, 6);

  /**
   * The results of NumPy's rot90, fliplr, flipud and transpose on [[1, 2, 3], [4, 5, 6]]; by hand.
   */
  @ParameterizedTest
  @CsvSource({
    "0, '[[1,2,3],[4,5,6]]'",
    "1, '[[3,6],[2,5],[1,4]]'",
    "2, '[[6,5,4],[3,2,1]]'",
    "3, '[[4,1],[5,2],[6,3]]'",
    "4, '[[3,2,1],[6,5,4]]'",
    "5, '[[4,5,6],[1,2,3]]'",
    "6, '[[1,4],[2,5],[3,6]]'",
    "7, '[[6,3],[5,2],[4,1]]'",
  })
  void numbersAreThoseOfTheReference(int number, String turned) {
    assertThat(GRID.turned(Dihedral.of(number))).hasToString(turned);
  }

  @Test
  void inversesAreThoseOfTheReference() {
    assertThat(Arrays.stream(Dihedral.values()).map(each -> each.inverse().ordinal()))
        .containsExactly(0, 3, 2, 1, 4, 5, 6, 7);
  }

  @ParameterizedTest
  @EnumSource
  void inverseUndoes(Dihedral how) {
    assertThat(GRID.turned(how).turned(how.inverse())).isEqualTo(GRID);
  }

  @Test
  void numberOutsideIsRefused() {
    assertThatThrownBy(() -> Dihedral.of(8)).hasMessage("dihedral is 8; it must be 0 to 7");
    assertThatThrownBy(() -> Dihedral.of(-1)).hasMessage("dihedral is -1; it must be 0 to 7");
  }

  @Test
  void cellsThatAreNoRectangleAreRefused() {
    assertThatThrownBy(() -> Dihedral.TRANSPOSE.apply(new int[5], 2, 3))
        .hasMessage("cells has 5 entries; expected 2 by 3");
  }
}
