package dev.trm.benchmarks.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HistoryOptionsTest {

  @Test
  void nothingAskedForIsTenMillionJobs() {
    assertThat(HistoryOptions.parse())
        .isEqualTo(new HistoryOptions(10_000_000, 2000, 500, null, null));
  }

  @Test
  void everythingCanBeAskedFor() {
    assertThat(
            HistoryOptions.parse(
                "--millions",
                "0.25",
                "--requests",
                "7",
                "--solves",
                "60",
                "--directory",
                "/d",
                "--json",
                "/f"))
        .isEqualTo(new HistoryOptions(250_000, 7, 60, Path.of("/d"), Path.of("/f")));
  }

  @Test
  void whatIsWrongIsNamed() {
    assertWrong("--millions", "many", "--millions: 'many' is no number");
    assertWrong("--millions", "0", "--millions: 0 must be 0.001 to 1000");
    assertWrong("--solves", "1", "--solves: 1 must be 50 to 100000");
    assertWrong("--million", "1", "unknown option '--million'");
  }

  private static void assertWrong(String option, String value, String message) {
    assertThatThrownBy(() -> HistoryOptions.parse(option, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
