package dev.trm.benchmarks.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SlotsOptionsTest {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath();

  @Test
  void nothingAskedForIsTenThousandPuzzlesOfTheShippedModel() {
    SlotsOptions options = SlotsOptions.parse(REPOSITORY);

    assertThat(options.model().resolve("model.safetensors")).isRegularFile();
    assertThat(options.puzzles()).isEqualTo(10_000);
    assertThat(options.givens()).hasToString("puzzles with 32 to 50 givens");
  }

  @Test
  void everythingCanBeAskedFor() {
    SlotsOptions options =
        SlotsOptions.parse(
            REPOSITORY,
            "--puzzles",
            "40",
            "--rounds",
            "2",
            "--givens",
            "minimal",
            "--slots",
            "3",
            "--threads",
            "2",
            "--seed",
            "5",
            "--json",
            "/report");

    assertThat(options)
        .isEqualTo(
            new SlotsOptions(
                options.model(),
                40,
                2,
                SlotsOptions.Givens.parse("minimal"),
                3,
                2,
                5,
                Path.of("/report")));
  }

  @Test
  void whatIsWrongIsNamed() {
    assertWrong("--puzzles", "--puzzles: 0 must be", "0");
    assertWrong("--puzzles", "--puzzles: 7 cannot be shared evenly by 5 rounds", "7");
    assertWrong("--givens", "--givens: '32' is not as 32-50", "32");
    assertWrong("--givens", "--givens: 10 must be 17 to 80", "10-30");
    assertWrong("--givens", "--givens: 30 must be 40 to 80", "40-30");
    assertWrong("--slots", "--slots: 'x' is no whole number", "x");
    assertWrong("--model", "/nowhere has no manifest.json", "/nowhere");
    assertWrong("--slot", "unknown option '--slot'", "1");
    assertThatThrownBy(() -> SlotsOptions.parse(REPOSITORY, "--seed"))
        .hasMessage("--seed: a value must follow");
  }

  private static void assertWrong(String option, String message, String value) {
    assertThatThrownBy(() -> SlotsOptions.parse(REPOSITORY, option, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
