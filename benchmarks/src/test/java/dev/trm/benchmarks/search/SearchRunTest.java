package dev.trm.benchmarks.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.SearchPolicy.Variation;
import dev.trm.model.TrmConfig;
import dev.trm.model.search.SearchRunner.Found;
import dev.trm.model.train.Initialization;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class SearchRunTest {
  @TempDir Path directory;

  @Test
  void everyVariationAndDepthHasACurveAndAllAttemptsOfAnUntrainedModelFail() throws Exception {
    SearchReport report = run("--attempts", "3", "--depths", "1,2", "--count", "4");

    assertThat(report.curves()).hasSize(6);
    for (SearchReport.Curve curve : report.curves()) {
      assertThat(curve.points()).extracting(SearchReport.Point::attempts).containsExactly(1, 2, 3);
      assertThat(curve.points().get(2))
          .returns(0.0, SearchReport.Point::accuracy)
          .returns(3.0 * curve.depth(), SearchReport.Point::meanCycles);
      assertThat(curve.solvedBy()).containsExactly(0, 0, 0, 0);
    }
    assertThat(report.text()).contains("random-start (deviation 1.0), at most 2 cycles an attempt");
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(new SearchPlot(report).svg())));
  }

  @Test
  void puzzlesOfAFileAreThoseThatTheModelTakes() throws Exception {
    Path file = directory.resolve("puzzles.txt");
    Files.writeString(
        file,
        "1.3...2..1...4.2\n" + ".".repeat(81) + "\n1234341221434321\n",
        StandardCharsets.UTF_8);

    SearchReport report =
        run(
            "--puzzles",
            file.toString(),
            "--attempts",
            "1",
            "--depths",
            "1",
            "--variations",
            "symmetry");

    assertThat(report.puzzles()).isEqualTo(2);
    // By hand: the third puzzle has no blank, but an untrained model changes it anyway.
    assertThat(report.curves().get(0).solvedBy()).containsExactly(0, 0);
  }

  /** By hand: the first attempt solves two of three, three attempts solve all. */
  @Test
  void pointCountsWhatSoManyAttemptsWouldHaveComeTo() {
    List<Found> found =
        List.of(
            new Found(true, new int[0], 0, List.of(2)),
            new Found(true, new int[0], 0, List.of(4)),
            new Found(true, new int[0], 2, List.of(6, 6, 3)));

    SearchReport.Point one = SearchReport.Point.of(1, found, 100);
    SearchReport.Point three = SearchReport.Point.of(3, found, 100);

    assertThat(one.accuracy()).isEqualTo(2.0 / 3);
    assertThat(one.meanCycles()).isEqualTo(4);
    assertThat(one.puzzlesPerSecond()).isEqualTo(25);
    // Wilson's interval of 2 in 3, computed independently.
    assertThat(one.low()).isCloseTo(0.2077, within(1e-4));
    assertThat(one.high()).isCloseTo(0.9385, within(1e-4));
    assertThat(three.accuracy()).isEqualTo(1);
    assertThat(three.meanCycles()).isEqualTo(7);
  }

  @Test
  void optionsAreCheckedByName() throws IOException {
    Path model = model();

    assertThat(SearchOptions.parse(directory, "--model", model.toString()))
        .returns(200, SearchOptions::count)
        .returns(64, SearchOptions::attempts)
        .returns(List.of(16, 32, 64), SearchOptions::depths)
        .returns(
            List.of(Variation.RANDOM_START, Variation.SYMMETRY, Variation.NOISE),
            SearchOptions::variations);
    assertThatThrownBy(() -> SearchOptions.parse(directory, "--model", "nobody"))
        .hasMessageContaining("'nobody' is no file");
    assertThatThrownBy(
            () -> SearchOptions.parse(directory, "--model", model.toString(), "--variations", "x"))
        .hasMessage("--variations: 'x' is not one of random-start, symmetry, noise");
    assertThatThrownBy(() -> run("--size", "9"))
        .hasMessageContaining("the model takes no Sudokus of side 9");
  }

  private SearchReport run(String... more) throws IOException {
    String[] arguments = new String[more.length + 2];
    arguments[0] = "--model";
    arguments[1] = model().toString();
    System.arraycopy(more, 0, arguments, 2, more.length);
    return new SearchRun(
            SearchOptions.parse(directory, arguments),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .run();
  }

  /** Untrained, for 4×4. */
  private Path model() throws IOException {
    Path file = directory.resolve("small.safetensors");
    Initialization.of(
            new TrmConfig(
                6, 16, 16, 2, 1, 2, 16, 1, 1, 16, 1, 16, 1, Mixer.MLP, Positions.NONE, 1e4, 1e-5),
            1)
        .write(file);
    return file;
  }
}
