package dev.trm.puzzles.solved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.puzzles.arc.ArcTask;
import dev.trm.puzzles.constraints.ConstraintsGenerator;
import dev.trm.puzzles.constraints.RatedConstraints;
import dev.trm.puzzles.constraints.Variant;
import dev.trm.puzzles.grid.GroupSplit;
import dev.trm.puzzles.reading.FoundPuzzle;
import dev.trm.puzzles.reading.PuzzleReader;
import dev.trm.puzzles.reading.PuzzleSink;
import dev.trm.puzzles.upload.BadRecord;
import dev.trm.puzzles.upload.UploadReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SolvedConstraintsTest {
  private final RatedConstraints made = new ConstraintsGenerator(Variant.JIGSAW, 6, 1).minimal();

  @Test
  void aLineWithoutASolutionIsSolvedAndProven() throws IOException {
    SolvedPuzzle solved = SolvedPuzzle.of(read(line("")));

    assertThat(solved.heldOut().answerTokens()).isEqualTo(made.answerTokens());
    assertThat(solved.heldOut().measures()).isEqualTo(made.measures());
    assertThat(solved.form()).isEqualTo(made.form());
    assertThat(solved.solution()).isEqualTo(made.grid(made.answerTokens()));
  }

  @Test
  void aSolutionMayBeItsCellsAloneOrAWholeGrid() throws IOException {
    String cells = made.grid(made.answerTokens()).path("cells").toString();

    assertThat(SolvedPuzzle.of(read(line(", \"solution\": " + cells))).form())
        .isEqualTo(made.form());
    assertThat(
            SolvedPuzzle.of(read(line(", \"solution\": " + made.grid(made.answerTokens())))).form())
        .isEqualTo(made.form());
  }

  @Test
  void aWrongSolutionAndAPuzzleOfSeveralAreRefused() throws IOException {
    FoundPuzzle wrong =
        read(line(", \"solution\": " + made.grid(made.questionTokens()).path("cells")));
    FoundPuzzle several =
        read("{\"kind\": \"constraints\", \"grid\": {\"cells\": \"" + ".".repeat(16) + "\"}}");

    assertThatThrownBy(() -> SolvedPuzzle.of(wrong))
        .hasMessageContaining("does not solve the grid");
    assertThatThrownBy(() -> SolvedPuzzle.of(several))
        .hasMessage("grid has more than one solution");
  }

  @Test
  void aDataSetOfThemIsRefusedWithWhatToDo() throws IOException {
    UploadReport report =
        new SolvedPuzzleUpload(new GroupSplit(0.5, 1))
            .copy(stream(line("") + "\n" + line("")), new ByteArrayOutputStream(), 10);

    assertThat(report.refused()).isEqualTo(2);
    assertThat(report.bad().get(0).reason()).contains("the generator constraints");
  }

  private String line(String more) {
    return "{\"kind\": \"constraints\", \"grid\": " + made.grid(made.questionTokens()) + more + "}";
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static FoundPuzzle read(String text) throws IOException {
    List<FoundPuzzle> found = new ArrayList<>();
    new PuzzleReader("task")
        .read(
            stream(text),
            new PuzzleSink() {
              @Override
              public void puzzle(FoundPuzzle puzzle) {
                found.add(puzzle);
              }

              @Override
              public void task(int line, ArcTask task) {
                throw new AssertionError(task.id());
              }

              @Override
              public void refused(BadRecord bad) {
                throw new AssertionError(bad.reason());
              }
            });
    return found.get(0);
  }
}
