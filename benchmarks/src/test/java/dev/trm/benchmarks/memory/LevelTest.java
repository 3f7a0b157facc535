package dev.trm.benchmarks.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LevelTest {

  @Test
  void growthIsOfTheLastQuarterBesideTheSecond() {
    Level level = new Level("it", List.of(10.0, 90.0, 100.0, 102.0, 500.0, 1.0, 111.1, 111.1));

    assertThat(level.before()).isEqualTo(101);
    assertThat(level.after()).isEqualTo(111.1, within(1e-9));
    assertThat(level.growth()).isEqualTo(0.1, within(1e-9));
  }

  @Test
  void fewerPartsThanQuartersTellNothing() {
    assertThatThrownBy(() -> new Level("it", List.of(1.0, 2.0, 3.0)))
        .hasMessage("megabytes are of 3 parts; they must be of 4 or more");
  }
}
