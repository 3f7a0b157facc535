package dev.trm.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChaosOptionsTest {
  @Test
  void nothingAskedForIsTenMinutesOfSeedOne() {
    assertThat(ChaosOptions.parse())
        .isEqualTo(new ChaosOptions(Duration.ofMinutes(10), 1, null, false));
  }

  @Test
  void everythingCanBeAskedFor() {
    assertThat(
            ChaosOptions.parse("--seed", "-7", "--json", "--minutes", "0.5", "--directory", "/d"))
        .isEqualTo(new ChaosOptions(Duration.ofSeconds(30), -7, Path.of("/d"), true));
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> ChaosOptions.parse("--minutes", "0")).hasMessageContaining("0");
    assertThatThrownBy(() -> ChaosOptions.parse("--minutes", "many")).hasMessageContaining("many");
    assertThatThrownBy(() -> ChaosOptions.parse("--seed", "1.5")).hasMessageContaining("1.5");
    assertThatThrownBy(() -> ChaosOptions.parse("--sead", "1")).hasMessageContaining("--sead");
    assertThatThrownBy(() -> ChaosOptions.parse("--seed")).hasMessageContaining("--seed");
  }

  @Test
  void equalSeedsGiveEqualFaults() {
    assertThat(faults(3)).isEqualTo(faults(3)).isNotEqualTo(faults(4));
  }

  @Test
  void aShortRunHasPoisonToo() {
    for (long seed = 1; seed <= 20; seed++) {
      assertThat(faults(seed).subList(0, 10)).hasAtLeastOneElementOfType(Fault.PoisonJob.class);
    }
  }

  private static List<Fault> faults(long seed) {
    FaultSchedule schedule = new FaultSchedule(new Random(seed));
    return Stream.generate(schedule::next).limit(150).toList();
  }
}
