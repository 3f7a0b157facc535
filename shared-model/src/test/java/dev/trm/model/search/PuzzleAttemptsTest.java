package dev.trm.model.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trm.model.CellGroups;
import dev.trm.model.Mixer;
import dev.trm.model.SearchPolicy;
import dev.trm.model.Start;
import dev.trm.model.solve.SlotCycle;
import dev.trm.puzzles.Puzzle;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PuzzleAttemptsTest {
  private static final SearchPolicy SYMMETRY = new SearchPolicy(SearchPolicy.Variation.SYMMETRY, 0);
  private static final SearchedPuzzle MAZE =
      SearchedPuzzle.of(
          Puzzle.parse(
              "maze", JsonNodeFactory.instance.arrayNode().add("S #").add("   ").add("# G")));

  @Test
  void aMazeIsTurnedForANetworkThatKnowsPlaces() {
    PuzzleAttempts attempts = new PuzzleAttempts(MAZE, Mixer.MLP, SYMMETRY, 1);

    assertThat(attempts.form(1).start()).isEqualTo(Start.FIXED);
    assertThat(attempts.form(1).groups()).isNull();
    assertThat(attempts.form(1).question()).isNotEqualTo(MAZE.tokens());
  }

  /** The turned maze would need turned neighbours, which are identical to the network. */
  @Test
  void aMazeStartsAtRandomForANetworkThatKnowsNeighbours() {
    PuzzleAttempts attempts = new PuzzleAttempts(MAZE, Mixer.NEIGHBOURS, SYMMETRY, 1);

    AttemptForm second = attempts.form(1);

    assertThat(second.question()).containsExactly(2, 1, 3, 1, 1, 1, 3, 1, 2);
    SlotCycle made =
        second.undo(new SlotCycle(new int[] {3, 3, 2, 2, 2, 3, 2, 2, 3}, new float[9], 0));
    assertThat(made.answerTokens())
        .as("only open cells are the network's to decide")
        .containsExactly(3, 2, 1, 5, 5, 2, 1, 5, 4);
    assertThat(second.start()).isInstanceOf(Start.Random.class);
    CellGroups groups = Objects.requireNonNull(second.groups());
    assertThat(groups.symbols()).isEqualTo(1);
    assertThat(groups.relations().get(0).get(0).members()).containsExactly(3, 1);
    assertThat(groups.relations().get(0).get(2).members()).as("a wall").isEmpty();
    assertThat(groups.relations().get(1)).hasSize(1);
  }

  @Test
  void aPuzzleWithoutTheRelationsThatTheNetworkNeedsIsRefused() {
    assertThatThrownBy(() -> new PuzzleAttempts(MAZE, Mixer.RELATIONS, null, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a model with mixer RELATIONS needs");
  }
}
