package dev.trm.benchmarks.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResumeOptionsTest {
  @Test
  void nothingAskedForIsTwentyKillsOverBothPrecisions() {
    assertThat(ResumeOptions.parse())
        .isEqualTo(new ResumeOptions(20, 1, List.of("float32", "bfloat16"), null, false));
  }

  @Test
  void everythingCanBeAskedFor() {
    assertThat(
            ResumeOptions.parse(
                "--kills",
                "3",
                "--seed",
                "-7",
                "--precision",
                "bfloat16",
                "--directory",
                "/d",
                "--json"))
        .isEqualTo(new ResumeOptions(3, -7, List.of("bfloat16"), Path.of("/d"), true));
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> ResumeOptions.parse("--kills", "0")).hasMessageContaining("0");
    assertThatThrownBy(() -> ResumeOptions.parse("--kills", "x")).hasMessageContaining("'x'");
    assertThatThrownBy(() -> ResumeOptions.parse("--seed", "1.5")).hasMessageContaining("1.5");
    assertThatThrownBy(() -> ResumeOptions.parse("--precision", "half"))
        .hasMessageContaining("'half'");
    assertThatThrownBy(() -> ResumeOptions.parse("--kill", "1")).hasMessageContaining("--kill");
    assertThatThrownBy(() -> ResumeOptions.parse("--seed")).hasMessageContaining("--seed");
  }

  @Test
  void killsAreSharedOutAmongThePrecisions() {
    ResumeOptions odd = ResumeOptions.parse("--kills", "5");

    assertThat(List.of(odd.kills(0), odd.kills(1))).containsExactly(3, 2);
  }

  @Test
  void equalSeedsGiveEqualKills() {
    List<Kill> kills = Kill.plan(20, 300, new Random(3));

    assertThat(Kill.plan(20, 300, new Random(3))).isEqualTo(kills);
    assertThat(Kill.plan(20, 300, new Random(4))).isNotEqualTo(kills);
    assertThat(kills).allMatch(kill -> kill.step() >= 1 && kill.step() <= 270);
    assertThat(kills).filteredOn(kill -> kill.point() != null).hasSize(8);
  }
}
