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
        .isEqualTo(new ChaosOptions(Duration.ofMinutes(10), 1, null, false, false));
  }

  @Test
  void everythingCanBeAskedFor() {
    assertThat(
            ChaosOptions.parse(
                "--seed", "-7", "--json", "--untimed", "--minutes", "0.5", "--directory", "/d"))
        .isEqualTo(new ChaosOptions(Duration.ofSeconds(30), -7, Path.of("/d"), true, true));
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
  void whatIsNotPossibleWaitsForItsTurn() {
    FaultSchedule schedule = new FaultSchedule(new Random(1));
    Fault first = new FaultSchedule(new Random(1)).next(any -> true).orElseThrow();

    assertThat(schedule.next(fault -> !fault.equals(first))).isPresent();
    assertThat(schedule.next(any -> true)).contains(first);
    assertThat(schedule.next(any -> false)).isEmpty();
  }

  private static List<Fault> faults(long seed) {
    FaultSchedule schedule = new FaultSchedule(new Random(seed));
    return Stream.generate(() -> schedule.next(any -> true).orElseThrow()).limit(150).toList();
  }
}
