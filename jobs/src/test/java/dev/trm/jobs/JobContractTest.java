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
