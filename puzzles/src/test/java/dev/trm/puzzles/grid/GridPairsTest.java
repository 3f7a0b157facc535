package dev.trm.puzzles.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridPairsTest {

  @Test
  void pairsAreReadLineByLineAndBlankLinesCount() throws IOException {
    List<GridPairLine> lines =
        read(
            """
            {"input": [[0, 1]], "output": [[1, 0]], "group": "flip"}

            {"output": [[2]], "input": [[3]]}\r
            {"input": [[5]], "output": [[5]], "group": null}""");

    assertThat(lines)
        .containsExactly(
            new GridPairLine.Read(
                1, new GridPair(Grid.of(1, 2, 0, 1), Grid.of(1, 2, 1, 0), "flip")),
            new GridPairLine.Read(3, new GridPair(Grid.of(1, 1, 3), Grid.of(1, 1, 2), "[[3]]")),
            new GridPairLine.Read(4, new GridPair(Grid.of(1, 1, 5), Grid.of(1, 1, 5), "[[5]]")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[1] | '' | the line is [1]; it must be a JSON object with input and output",
        "{'input': [[1]]} | /output | output is missing",
        "{'output': [[1]]} | /input | input is missing",
        "{'input': [[1]], 'output': null} | /output | output is missing",
        "{'input': [[1]], 'output': [[1]], 'grid': 3} | /grid | 'grid' is not known here",
        "{'input': [[1]], 'output': [[1]], 'a/b~': 3} | /a~1b~0 | 'a/b~' is not known here",
        "{'input': [[1]], 'output': []} | /output | output is empty",
        "{'input': [[1], [1, 2]], 'output': [[1]]} | /input/1 | input row 2 has 2 cells; row 1 has 1",
        "{'input': [[1]], 'output': [[0, -3]]} | /output/0/1 | output has -3 in row 1, column 2; it must"
            + " be a whole number 0 to 253",
        "{'input': [[254]], 'output': [[0]]} | /input/0/0 | input has 254 in row 1, column 1; it must be"
            + " a whole number 0 to 253",
        "{'input': [[1]], 'output': [[1]], 'group': 3} | /group | group is 3; it must be a string of at"
            + " most 200 characters",
      })
  void wrongLineIsRefusedWithPlaceAndReason(String line, String pointer, String reason)
      throws IOException {
    List<GridPairLine> lines =
        read("\n" + line.replace('\'', '"') + "\n{\"input\": [[1]], \"output\": [[1]]}\n");

    assertThat(lines.get(0))
        .isEqualTo(new GridPairLine.Refused(2, pointer.replace("'", ""), reason));
    assertThat(lines.get(1)).isInstanceOf(GridPairLine.Read.class);
    assertThat(lines.get(1).line()).isEqualTo(3);
  }

  @Test
  void brokenJsonIsRefusedWithItsColumn() throws IOException {
    assertThat(read("{\"input\": [[1]"))
        .singleElement()
        .isInstanceOfSatisfying(
            GridPairLine.Refused.class,
            refused -> assertThat(refused.reason()).startsWith("the line is not JSON at column "));
    assertThat(read("{\"input\": [[1]], \"input\": [[1]], \"output\": [[1]]}"))
        .singleElement()
        .isInstanceOfSatisfying(
            GridPairLine.Refused.class,
            refused -> assertThat(refused.reason()).contains("Duplicate field 'input'"));
    assertThat(read("{\"input\": [[1]], \"output\": [[1]]} 7"))
        .singleElement()
        .isInstanceOf(GridPairLine.Refused.class);
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws IOException {
    GridPairReader reader =
        new GridPairReader(new ByteArrayInputStream(new byte[] {'{', (byte) 0xC3, '}', '\n'}));

    assertThat(reader.next())
        .contains(new GridPairLine.Refused(1, "", "the line is not valid UTF-8"));
    assertThat(reader.next()).isEmpty();
  }

  @Test
  void longGroupAndLongLineAreRefused() throws IOException {
    String pair = "{\"input\": [[1]], \"output\": [[1]], \"group\": \"%s\"}\n";
    assertThat(read(pair.formatted("g".repeat(200)) + pair.formatted("g".repeat(201))))
        .extracting(each -> each instanceof GridPairLine.Read)
        .containsExactly(true, false);
    List<GridPairLine> lines = read(" ".repeat(1 << 16) + " \n" + pair.formatted("g"));
    assertThat(lines.get(0))
        .isEqualTo(new GridPairLine.Refused(1, "", "the line is longer than 65536 bytes"));
    assertThat(lines.get(1)).isInstanceOf(GridPairLine.Read.class);
  }

  /** An endless source: each record is passed on before the next line is read. */
  @Test
  void linesAreHandedOnAsTheyCome() throws IOException {
    byte[] line = "{\"input\": [[1]], \"output\": [[1]]}\n".getBytes(StandardCharsets.UTF_8);
    InputStream endless =
        new InputStream() {
          private int at;

          @Override
          public int read() {
            return line[at++ % line.length];
          }
        };
    try (GridPairReader reader = new GridPairReader(endless)) {
      for (int i = 1; i <= 10_000; i++) {
        assertThat(reader.next().orElseThrow().line()).isEqualTo(i);
      }
    }
  }

  @Test
  void layoutIsFoundFromTheData() {
    assertThat(survey(pair(Grid.of(1, 2, 0, 7), Grid.of(1, 2, 1, 0))).layout())
        .isEqualTo(new GridLayout(2, 1, 8, false));
    assertThat(survey(pair(Grid.of(1, 2, 0, 7), Grid.of(2, 1, 1, 9))).layout())
        .isEqualTo(new GridLayout(2, 2, 10, true));
    assertThat(
            survey(
                    pair(Grid.of(1, 2, 0, 7), Grid.of(1, 2, 1, 9)),
                    pair(Grid.of(1, 1, 0), Grid.of(1, 2, 1, 9)))
                .layout())
        .isEqualTo(new GridLayout(2, 1, 10, true));
    assertThatThrownBy(() -> new GridSurvey().layout()).hasMessageStartingWith("pairs is 0");
  }

  @Test
  void surveyCountsAndNamesTheData() {
    GridPair one = new GridPair(Grid.of(1, 1, 1), Grid.of(1, 1, 2), "a");
    GridPair two = new GridPair(Grid.of(1, 1, 1), Grid.of(1, 1, 3), "a");
    GridPair other = new GridPair(Grid.of(1, 1, 1), Grid.of(1, 1, 2), "b");

    GridSurvey survey = survey(one, two, other);

    assertThat(survey.pairs()).isEqualTo(3);
    assertThat(survey.groups()).isEqualTo(2);
    assertThat(survey.sha256())
        .isEqualTo(survey.sha256())
        .isEqualTo(survey(one, two, other).sha256())
        .isNotEqualTo(survey(two, one, other).sha256())
        .isNotEqualTo(survey(one, two, one).sha256())
        .isNotEqualTo(survey(one, two).sha256());
  }

  @Test
  void groupFallsOnTheSameSideWhateverItsCompany() {
    GroupSplit split = new GroupSplit(0.2, 7);
    List<String> groups = IntStream.range(0, 5_000).mapToObj(i -> "group " + i).toList();

    List<String> heldOut = groups.stream().filter(split::heldOut).toList();

    // 5,000 draws at 0.2: the standard deviation is 0.0057.
    assertThat(heldOut.size() / 5000.0).isCloseTo(0.2, within(0.03));
    assertThat(groups.stream().filter(new GroupSplit(0.2, 7)::heldOut).toList()).isEqualTo(heldOut);
    assertThat(groups.stream().filter(new GroupSplit(0.2, 8)::heldOut).toList())
        .isNotEqualTo(heldOut);
    assertThat(heldOut).allMatch(new GroupSplit(0.5, 7)::heldOut);
    assertThat(groups).noneMatch(new GroupSplit(0, 7)::heldOut);
    assertThat(groups).allMatch(new GroupSplit(1, 7)::heldOut);
    assertThatThrownBy(() -> new GroupSplit(1.5, 7))
        .hasMessage("heldOutShare is 1.5; it must be 0 to 1");
  }

  @Test
  void examplesAreThePairsAsTheyAre() {
    GridLayout layout = new GridLayout(2, 2, 4, true);
    GridPairExamples examples =
        new GridPairExamples(List.of(pair(Grid.of(1, 2, 0, 3), Grid.of(1, 1, 2))), layout);

    var example = examples.draw(0, new SplittableRandom(1));

    assertThat(examples.size()).isEqualTo(1);
    assertThat(example.question()).containsExactly(2, 5, 1, 1);
    assertThat(example.answer()).containsExactly(4, 1, 1, 0);
    assertThat(example.puzzleId()).isZero();
    assertThatThrownBy(
            () ->
                new GridPairExamples(List.of(pair(Grid.of(1, 2, 0, 3), Grid.of(1, 1, 4))), layout))
        .hasMessage("output has the value 4; the largest is 3");
    assertThatThrownBy(() -> new GridPairExamples(List.of(), layout))
        .hasMessageContaining("pairs is empty");
  }

  private static GridPair pair(Grid input, Grid output) {
    return new GridPair(input, output, "g");
  }

  private static GridSurvey survey(GridPair... pairs) {
    GridSurvey survey = new GridSurvey();
    for (GridPair pair : pairs) {
      survey.add(pair);
    }
    return survey;
  }

  private static List<GridPairLine> read(String text) throws IOException {
    List<GridPairLine> lines = new ArrayList<>();
    try (GridPairReader reader =
        new GridPairReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
      for (Optional<GridPairLine> line = reader.next(); line.isPresent(); line = reader.next()) {
        lines.add(line.get());
      }
    }
    return lines;
  }
}
