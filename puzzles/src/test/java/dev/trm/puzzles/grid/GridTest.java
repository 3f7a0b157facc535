package dev.trm.puzzles.grid;

import static dev.trm.puzzles.JsonTexts.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.puzzles.PuzzleFormatException;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | /g | g is 7; it must be an array of rows",
        "[] | /g | g is empty",
        "[[]] | /g/0 | g row 1 is empty",
        "[[1],2] | /g/1 | g row 2 is 2; it must be an array of whole numbers",
        "[[1,2],[3]] | /g/1 | g row 2 has 1 cells; row 1 has 2",
        "[[1,2],[3,4,5]] | /g/1 | g row 2 has 3 cells; row 1 has 2",
        "[[1,2],[3,-1]] | /g/1/1 | g has -1 in row 2, column 2; it must be a whole number 0 to 9",
        "[[1,10]] | /g/0/1 | g has 10 in row 1, column 2; it must be a whole number 0 to 9",
        "[[1.0]] | /g/0/0 | g has 1.0 in row 1, column 1; it must be a whole number 0 to 9",
        "[[4294967297]] | /g/0/0 | g has 4294967297 in row 1, column 1; it must be a whole number 0 to 9",
        "[[null]] | /g/0/0 | g has null in row 1, column 1; it must be a whole number 0 to 9",
        "[['1']] | /g/0/0 | g has \"1\" in row 1, column 1; it must be a whole number 0 to 9",
      })
  void wrongGridIsRefusedWithWhatAndWhere(String grid, String pointer, String message) {
    assertThatThrownBy(() -> Grid.parse(json(grid), "/g", "g", 9))
        .isInstanceOfSatisfying(
            PuzzleFormatException.class,
            wrong -> {
              assertThat(wrong).hasMessage(message);
              assertThat(wrong.pointer()).isEqualTo(pointer);
            });
  }

  @Test
  void thirtyCellsASideAreTheMost() {
    String wide = Collections.nCopies(31, 0).toString();
    assertThat(Grid.parse(json(full(30, 30)), "", "g", 9).bytes()).hasSize(902);
    assertThatThrownBy(() -> Grid.parse(json("[" + wide + "]"), "", "g", 9))
        .hasMessage("g row 1 has 31 cells; at most 30 are allowed");
    assertThatThrownBy(() -> Grid.parse(json(full(31, 1)), "", "g", 9))
        .hasMessage("g has 31 rows; at most 30 are allowed");
    assertThatThrownBy(() -> Grid.of(31, 1, new int[31])).hasMessageContaining("31 by 1");
    assertThatThrownBy(() -> Grid.of(1, 0)).hasMessageContaining("1 by 0");
  }

  private static String full(int height, int width) {
    return Collections.nCopies(height, Collections.nCopies(width, 0)).toString();
  }

  @Test
  void gridsAreEqualByShapeAndValues() {
    Grid grid = Grid.of(2, 3, 1, 2, 3, 4, 5, 6);

    assertThat(grid).isEqualTo(Grid.parse(json("[[1,2,3],[4,5,6]]"), "", "g", 9));
    assertThat(grid).isNotEqualTo(Grid.of(3, 2, 1, 2, 3, 4, 5, 6));
    assertThat(grid).isNotEqualTo(Grid.of(2, 3, 1, 2, 3, 4, 5, 7));
    assertThat(grid.largest()).isEqualTo(6);
    assertThat(grid.at(1, 0)).isEqualTo(4);
    assertThatThrownBy(() -> Grid.of(1, 1, 254)).hasMessage("cell 0 is 254; it must be 0 to 253");
    assertThatThrownBy(() -> Grid.of(1, 1, -1)).hasMessage("cell 0 is -1; it must be 0 to 253");
  }
}
