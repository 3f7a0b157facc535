package dev.trm.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class JobContractTest {
  @Test
  void onlySucceededFailedAndCancelledAreFinal() {
    assertThat(Arrays.stream(JobState.values()).filter(JobState::isFinal))
        .containsExactly(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED);
  }

  @Test
  void specSurvivesJsonWithLowerCaseNames() {
    SolveSpec spec =
        new SolveSpec("sudoku", "12..", "m@champion", 16, TraceLevel.NONE, HaltMode.HEAD);

    assertThat(SolveSpec.of(JobJson.parse(JobJson.write(spec)))).isEqualTo(spec);
    assertThat(JobJson.tree(spec).get("halt").asText()).isEqualTo("head");
  }

  @Test
  void gridOfRowsAndItsLayoutSurviveJson() {
    SolveSpec spec =
        new SolveSpec(
            "grid",
            JobJson.parse("[[0, 1], [2, 3]]"),
            "m@1",
            16,
            TraceLevel.NONE,
            HaltMode.HEAD,
            null,
            JobJson.parse("{\"width\": 2}"),
            new SolveSearch(4, null, 7L));

    assertThat(SolveSpec.of(JobJson.parse(JobJson.write(spec)))).isEqualTo(spec);
    SolveSpec again = spec.replayed(new SolveReplay(JobId.next(), "c"), "m@1");
    assertThat(again.grid()).isEqualTo(spec.grid());
    assertThat(again.layout()).isEqualTo(spec.layout());
    assertThat(again.search()).isEqualTo(spec.search());
    assertThat(again.budget()).isEqualTo(64);
  }

  /** As jobs were stored when all puzzles were Sudokus. */
  @Test
  void specsAndResultsOfBeforeAreRead() {
    String stored =
        "{\"puzzleKind\": \"sudoku\", \"grid\": \"12..\", \"model\": \"m@champion\","
            + " \"maxCycles\": 16, \"trace\": \"none\", \"halt\": \"head\"}";
    SolveSpec spec =
        new SolveSpec("sudoku", "12..", "m@champion", 16, TraceLevel.NONE, HaltMode.HEAD);

    assertThat(SolveSpec.of(JobJson.parse(stored))).isEqualTo(spec);
    assertThat(JobJson.tree(spec)).isEqualTo(JobJson.parse(stored));
    SolveResult result =
        SolveResult.of(JobJson.parse("{\"grid\": \"12\", \"solved\": true, \"cycles\": 3}"));
    assertThat(result.grid().textValue()).isEqualTo("12");
    assertThat(result.solved()).isTrue();
  }

  @Test
  void unknownNameIsToldWithFieldValueAndChoices() {
    assertThatThrownBy(() -> HaltMode.of("never"))
        .hasMessage("halt: 'never' is not one of fixed, head, checked");
  }

  @Test
  void idIsOfVersionSevenAndReadsBack() {
    JobId id = JobId.next();

    assertThat(id.value().version()).isEqualTo(7);
    assertThat(id.value().variant()).isEqualTo(2);
    assertThat(JobId.parse(id.toString())).isEqualTo(id);
    assertThatThrownBy(() -> JobId.parse("1-2")).hasMessageContaining("1-2");
  }
}
