package dev.trm.solver.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeLadderTest {
  @Test
  void smallestShapeThatHoldsThePuzzlesIsChosen() {
    ShapeLadder ladder = ShapeLadder.fourfold(32);

    assertThat(List.of(1, 2, 4, 5, 16, 17, 32, 33).stream().map(ladder::fitting))
        .containsExactly(1, 4, 4, 16, 16, 32, 32, 32);
  }

  @Test
  void everySizeFitsExactly() {
    assertThat(ShapeLadder.everySize(3).fitting(2)).isEqualTo(2);
    assertThat(ShapeLadder.everySize(3).fitting(7)).isEqualTo(3);
  }

  @Test
  void largestShapeCanBeLowered() {
    ShapeLadder ladder = ShapeLadder.fourfold(64).atMost(11);

    assertThat(List.of(1, 4, 5, 16).stream().map(ladder::fitting)).containsExactly(1, 4, 11, 11);
    assertThat(ladder.atMost(64).largest()).isEqualTo(11);
  }

  @Test
  void shapeBelowOneIsRefused() {
    assertThatThrownBy(() -> new ShapeLadder(List.of(4, 0))).hasMessage("shapes: 0 is less than 1");
  }
}
