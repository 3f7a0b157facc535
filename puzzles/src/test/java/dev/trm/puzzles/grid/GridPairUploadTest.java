package dev.trm.puzzles.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.upload.BadRecord;
import dev.trm.puzzles.upload.TooManyRecordsException;
import dev.trm.puzzles.upload.UploadReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GridPairUploadTest {
  private static final GroupSplit HALF = new GroupSplit(0.5, 1);

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @Test
  void whatIsWrittenReadsBackSplitByGroup() throws IOException {
    String pairs =
        IntStream.range(0, 60)
            .mapToObj(
                i ->
                    "{\"output\": [[%d, 7]], \"input\": [[%d, 0]], \"group\": \"g%d\"}"
                        .formatted(i % 5, i, i % 20))
            .collect(Collectors.joining("\n"));

    UploadReport report = copy(pairs, HALF, 100);
    GridPairSet set = GridPairSet.read(new ByteArrayInputStream(written.toByteArray()));

    assertThat(report.kind()).isEqualTo(PuzzleKind.GRID);
    assertThat(report.layout()).contains(new GridLayout(2, 1, 60, false));
    assertThat(set.layout()).isEqualTo(report.layout().orElseThrow());
    assertThat(report.groups()).isEqualTo(20);
    assertThat(report.training() + report.heldOut()).isEqualTo(60);
    assertThat(set.training()).hasSize(report.training()).isNotEmpty();
    assertThat(set.heldOut()).hasSize(report.heldOut()).isNotEmpty();
    Set<String> trained = set.training().stream().map(GridPair::group).collect(Collectors.toSet());
    assertThat(set.heldOut()).noneMatch(pair -> trained.contains(pair.group()));
    assertThat(set.judged()).hasSize(report.heldOut());
    assertThat(set.examples().size()).isEqualTo(report.training());
  }

  @Test
  void badRecordsAreToldByLineAndAreNotWritten() throws IOException {
    UploadReport report =
        copy(
            """
            {"input": [[1]], "output": [[2]]}

            {"input": [[1]], "output": [[300]]}
            [1]
            {"input": [[3]], "output": [[4]]}
            """,
            HALF,
            4);

    assertThat(report.refused()).isEqualTo(2);
    assertThat(report.bad())
        .containsExactly(
            new BadRecord(
                3,
                "/output/0/0",
                "output has 300 in row 1, column 1; it must be a whole number 0 to 253"),
            new BadRecord(
                4, "", "the line is [1]; it must be a JSON object with input and output"));
    assertThat(written.toString(StandardCharsets.UTF_8).lines()).hasSize(2);
  }

  @Test
  void onlyTheFirstHundredBadRecordsAreTold() throws IOException {
    UploadReport report = copy("x\n".repeat(150), HALF, 150);

    assertThat(report.refused()).isEqualTo(150);
    assertThat(report.bad()).hasSize(100);
    assertThat(report.layout()).isEmpty();
  }

  @Test
  void oneRecordTooManyIsRefused() {
    assertThatThrownBy(() -> copy("x\n".repeat(4), HALF, 3))
        .isInstanceOf(TooManyRecordsException.class)
        .hasMessage("there are more than 3 records");
  }

  @Test
  void equalPairsGiveEqualBytesHoweverTheyAreWritten() throws IOException {
    copy("{\"input\": [[1]], \"output\": [[2]], \"group\": \"a\"}", HALF, 1);
    byte[] first = written.toByteArray();
    written.reset();
    copy("\n{\"group\":\"a\",\"output\":[[ 2 ]],\"input\":[[1]]}\r\n\n", HALF, 1);

    assertThat(written.toByteArray()).isEqualTo(first);
  }

  @Test
  void aSetWithoutASideToJudgeByIsNone() {
    String line = "{\"input\":[[1]],\"output\":[[2]],\"group\":\"a\",\"heldOut\":false}\n";

    assertThatThrownBy(() -> read(line)).hasMessage("the set has no pair to judge by");
    assertThatThrownBy(() -> read(line.replace(",\"heldOut\":false", "")))
        .hasMessage("line 1 does not say whether it is held out");
    assertThatThrownBy(() -> read(line.replace("[[2]]", "[]")))
        .hasMessage("line 1: output is empty");
  }

  private static GridPairSet read(String lines) throws IOException {
    return GridPairSet.read(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
  }

  private UploadReport copy(String pairs, GroupSplit split, int most) throws IOException {
    return new GridPairUpload(split)
        .copy(new ByteArrayInputStream(pairs.getBytes(StandardCharsets.UTF_8)), written, most);
  }
}
