package dev.trm.puzzles.constraints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.puzzles.AllDifferent;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupSolverTest {

  /** OEIS A002860. */
  @ParameterizedTest
  @CsvSource({"4, 576", "5, 161280"})
  void allLatinSquaresAreFound(int side, int known) {
    ConstraintBoard board = ConstraintBoard.of(side, EnumSet.of(Rule.ROWS, Rule.COLUMNS), "");

    assertThat(count(board.relations())).isEqualTo(known);
  }

  /** OEIS A107739. */
  @Test
  void allSudokusOfSideFourAreFound() {
    ConstraintBoard board =
        ConstraintBoard.of(4, EnumSet.of(Rule.ROWS, Rule.COLUMNS, Rule.BOXES), "");

    assertThat(count(board.relations())).isEqualTo(288);
  }

  @Test
  void groupsThatAreSmallerThanTheirSymbolsLeaveSymbolsOut() {
    // By hand: two cells that differ have 3 · 2 fillings, and an independent third cell has 3.
    AllDifferent relations = new AllDifferent(3, 3, List.of(), List.of(), List.of(List.of(0, 1)));

    assertThat(count(relations)).isEqualTo(18);
  }

  @Test
  void aSearchThatGivesUpProvesNothing() {
    GroupSolver solver =
        new GroupSolver(ConstraintBoard.of(9, Set.of(Rule.ROWS, Rule.COLUMNS), "").relations());
    int[] empty = new int[81];

    assertThat(solver.onlySolution(empty, 1)).isNull();
    assertThat(solver.provesContradiction(empty, 1)).isFalse();
    assertThat(solver.solvableWithout(empty, 0, 1, 1)).isTrue();
  }

  private static int count(AllDifferent relations) {
    return new GroupSolver(relations)
        .solutions(new int[relations.cells()], Integer.MAX_VALUE, Integer.MAX_VALUE);
  }
}
