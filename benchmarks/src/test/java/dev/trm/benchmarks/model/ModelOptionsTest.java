package dev.trm.benchmarks.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.model.Mixer;
import dev.trm.model.Precision;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ModelOptionsTest {

  @Test
  void nothingAskedForIsTheWholeGridOnAllCores() {
    ModelOptions options = ModelOptions.parse(3);

    assertThat(options.cases())
        .hasSize(2 * 3 * 2 * 4)
        .startsWith(new Case(NetworkSize.FULL, Mixer.MLP, Precision.FLOAT32, 1))
        .endsWith(new Case(NetworkSize.SMALL, Mixer.RELATIONS, Precision.BFLOAT16, 128));
    assertThat(options.calls()).containsExactly(Call.CYCLE, Call.STEP);
    assertThat(options.threads()).isEqualTo(3);
    assertThat(options.python()).isNull();
  }

  @Test
  void aPartCanBeAskedFor() {
    ModelOptions options =
        ModelOptions.parse(
            2,
            "--sizes",
            "small",
            "--variants",
            "attention",
            "--precisions",
            "bfloat16",
            "--batches",
            "4,2",
            "--calls",
            "step",
            "--python",
            "/python",
            "--ways",
            "eager");

    assertThat(options.cases())
        .containsExactly(
            new Case(NetworkSize.SMALL, Mixer.ATTENTION, Precision.BFLOAT16, 4),
            new Case(NetworkSize.SMALL, Mixer.ATTENTION, Precision.BFLOAT16, 2));
    assertThat(options.calls()).containsExactly(Call.STEP);
    assertThat(options.python()).isEqualTo(Path.of("/python"));
    assertThat(options.ways()).containsExactly("eager");
  }

  @Test
  void whatIsWrongIsNamed() {
    assertWrong("--sizes", "huge", "--sizes: 'huge' is not one of full, small");
    assertWrong("--variants", "mlp,mlp", "--variants: mlp,mlp names a word twice");
    assertWrong("--precisions", "auto", "--precisions: 'auto' is not one of float32, bfloat16");
    assertWrong("--batches", "0", "--batches: 0 must be 1 to 4096");
    assertWrong("--size", "small", "unknown option '--size'");
  }

  private static void assertWrong(String option, String value, String message) {
    assertThatThrownBy(() -> ModelOptions.parse(1, option, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
