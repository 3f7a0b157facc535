package dev.trm.puzzles.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.puzzles.AnswerScore;
import dev.trm.puzzles.grid.Grid;
import dev.trm.puzzles.grid.GridLayout;
import dev.trm.puzzles.grid.HeldOutGridPair;
import dev.trm.puzzles.upload.BadRecord;
import dev.trm.puzzles.upload.TooManyRecordsException;
import dev.trm.puzzles.upload.UploadReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArcUploadTest {
  private static final String TASK =
      """
      {"train": [{"input": [[0, 7]], "output": [[7, 0]]}, {"input": [[1]], "output": [[1]]}],
       "test": [{"input": [[3, 4]], "output": [[4, 3]]}, {"input": [[5]]}]}""";

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @Test
  void tasksReadBackAndTheirKnownTestPairsAreHeldOut() throws IOException {
    UploadReport report = copy("{\"a\": " + TASK + ", \"b\": " + TASK + "}", 2);
    List<ArcTask> tasks = ArcTaskLines.read(new ByteArrayInputStream(written.toByteArray()));
    ArcExamples examples = new ArcExamples(tasks, 3, 1);

    assertThat(report.layout()).contains(GridLayout.ARC);
    assertThat(report.training()).isEqualTo(4);
    assertThat(report.heldOut()).isEqualTo(2);
    assertThat(report.groups()).isEqualTo(2);
    assertThat(report.refused()).isZero();
    assertThat(tasks).extracting(ArcTask::id).containsExactly("a", "b");
    assertThat(tasks.get(0)).isEqualTo(ArcTasks.task("a", new ObjectMapper().readTree(TASK)));
    List<HeldOutGridPair> judged = examples.judged();
    assertThat(judged).extracting(HeldOutGridPair::input).containsOnly(Grid.of(1, 2, 3, 4));
    // The row of each task itself; three augmentations of the first are in between.
    assertThat(judged).extracting(HeldOutGridPair::puzzleId).containsExactly(1, 5);
    assertThat(judged.get(0).score(judged.get(0).answerTokens())).isEqualTo(AnswerScore.of(true));
    assertThat(judged.get(0).score(judged.get(0).questionTokens()))
        .isEqualTo(AnswerScore.of(false));
  }

  @Test
  void aTaskAloneHasTheNameOfTheSet() throws IOException {
    UploadReport report = copy(TASK, 1);

    assertThat(report.training()).isEqualTo(2);
    assertThat(ArcTaskLines.read(new ByteArrayInputStream(written.toByteArray())))
        .extracting(ArcTask::id)
        .containsExactly("alone");
  }

  @Test
  void aBadTaskIsToldByItsLineAndStopsNothing() throws IOException {
    UploadReport report =
        copy("{\n\"a\":\n" + TASK.replace("[[1]]", "[[11]]") + ",\n\"b\": " + TASK + "}", 2);

    assertThat(report.groups()).isEqualTo(1);
    assertThat(report.bad()).hasSize(1);
    assertThat(report.bad().get(0).line()).isEqualTo(2);
    assertThat(report.bad().get(0).pointer()).isEqualTo("/train/1/input/0/0");
    assertThat(report.bad().get(0).reason()).startsWith("task 'a': ").contains("11");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[] | the document is no JSON object",
        "'' | the document is no JSON object",
        "{'a': | the document is not JSON: ",
        "{'a': {}, 'a': {}} | the document is not JSON: Duplicate field 'a'",
        "{'a': {}} {} | something follows behind the end of the document",
      })
  void aDocumentThatIsNoneIsABadRecord(String document, String reason) throws IOException {
    UploadReport report = copy(document.replace('\'', '"').replace("\"\"", ""), 9);

    assertThat(report.bad())
        .extracting(BadRecord::reason)
        .anyMatch(each -> each.startsWith(reason));
  }

  @Test
  void oneTaskTooManyIsRefused() {
    assertThatThrownBy(() -> copy("{\"a\": " + TASK + ", \"b\": " + TASK + "}", 1))
        .isInstanceOf(TooManyRecordsException.class);
  }

  private UploadReport copy(String document, int most) throws IOException {
    return new ArcUpload("alone")
        .copy(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)), written, most);
  }
}
