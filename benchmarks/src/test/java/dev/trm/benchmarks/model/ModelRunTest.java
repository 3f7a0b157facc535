package dev.trm.benchmarks.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses only small networks, for a short time each. */
class ModelRunTest {
  /** A Python that may have PyTorch. */
  private static final Path PYTHON = Path.of(System.getProperty("trm.python", "/usr/bin/python3"));

  @TempDir Path directory;
  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

  private ModelReport run(String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("--seconds", "1", "--rounds", "1", "--threads", "1"));
    arguments.addAll(List.of(more));
    ModelOptions options = ModelOptions.parse(1, arguments.toArray(String[]::new));
    return new ModelRun(options, directory, new PrintStream(progress, true, StandardCharsets.UTF_8))
        .run();
  }

  @Test
  void withoutPythonOursIsMeasuredBesideTheMachinesProducts() throws Exception {
    ModelReport report =
        run(
            "--sizes",
            "small",
            "--variants",
            "mlp",
            "--precisions",
            "float32",
            "--batches",
            "2",
            "--calls",
            "cycle");

    assertThat(report.python()).isNull();
    assertThat(report.rows()).hasSize(1);
    ModelReport.Row row = report.rows().get(0);
    assertThat(row.sides()).hasSize(1);
    assertThat(row.sides().get(0).ratio().median()).isEqualTo(1);
    assertThat(row.share().median()).isBetween(0.0, 1.5);
    assertThat(row.peak().median()).isPositive();
    assertThat(row.kernels()).isEqualTo("plain");
    // 81 cells and one position before them; the other widths are multiples of 64.
    assertThat(row.partialBlocks())
        .singleElement()
        .satisfies(
            partial -> {
              assertThat(partial.out()).isEqualTo(82);
              assertThat(partial.packed()).containsOnlyKeys(82, 96, 128);
              assertThat(partial.plain().median()).isPositive();
            });
    assertThat(report.text()).contains("small mlp float32 2 cycle").contains("python: none");
  }

  @Test
  void whatWouldTakeTooLongIsLeftOutAndTold() throws Exception {
    ModelReport report =
        run(
            "--sizes",
            "full",
            "--variants",
            "mlp",
            "--precisions",
            "float32",
            "--batches",
            "4096",
            "--calls",
            "step",
            "--longest",
            "1");

    assertThat(report.rows()).isEmpty();
    assertThat(report.leftOut())
        .singleElement()
        .asString()
        .startsWith("full mlp float32 4096 step: a call would take")
        .endsWith("see --longest");
    assertThat(report.text()).contains("left out: full mlp");
  }

  @Test
  void pythonComputesTheSameNumbers() throws Exception {
    assumeTrue(hasTorch(), PYTHON + " has no PyTorch; -Dtrm.python=PYTHON names one that has");

    ModelReport report =
        run(
            "--sizes",
            "small",
            "--batches",
            "1,3",
            "--python",
            PYTHON.toString(),
            "--ways",
            "eager");

    assertThat(report.python()).startsWith("PyTorch 2");
    assertThat(report.rows()).hasSize(2 * 3 * 2 * 2);
    assertThat(report.rows())
        .allSatisfy(
            row -> {
              assertThat(row.sides())
                  .extracting(ModelReport.Timed::side)
                  .containsExactly("java", "eager");
              assertThat(row.sides().get(1).agreement())
                  .isNotEmpty()
                  .allSatisfy(
                      each -> assertThat(each.distance()).isLessThanOrEqualTo(each.allowed()));
            });
  }

  @Test
  void aPythonThatDoesNotStartIsTold() {
    assertThatThrownBy(() -> run("--python", "/bin/false"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("a process ended before it said 'ready'; its log is");
  }

  private static boolean hasTorch() throws InterruptedException {
    try {
      return new ProcessBuilder(PYTHON.toString(), "-c", "import torch")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // the program does not exist
    }
  }
}
