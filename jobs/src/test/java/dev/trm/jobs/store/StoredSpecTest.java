package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredSpecTest {

  @ParameterizedTest
  @CsvSource({"16,FULL,CHECKED", "16,NONE,HEAD", "3,FULL,CHECKED"})
  void whatIsLeftOutComesBack(int maxCycles, TraceLevel trace, HaltMode halt) {
    SolveSpec spec = new SolveSpec("sudoku", "12..", "m@champion", maxCycles, trace, halt);

    JsonNode stored = StoredSpec.shortened(JobKind.SOLVE, JobJson.tree(spec));

    assertThat(SolveSpec.of(StoredSpec.whole(JobKind.SOLVE, stored, "m@champion"))).isEqualTo(spec);
  }

  @Test
  void ofAUsualSolveThePuzzleStays() {
    SolveSpec spec =
        new SolveSpec("sudoku", "12..", "m@champion", 16, TraceLevel.FULL, HaltMode.CHECKED);

    assertThat(StoredSpec.shortened(JobKind.SOLVE, JobJson.tree(spec)))
        .isEqualTo(JobJson.parse("{\"puzzleKind\": \"sudoku\", \"grid\": \"12..\"}"));
  }

  @Test
  void rowsThatKeepAllAreReadAsTheyAre() {
    JsonNode all =
        JobJson.parse(
            "{\"puzzleKind\": \"sudoku\", \"grid\": \"12..\", \"model\": null, \"maxCycles\": 2,"
                + " \"trace\": \"none\", \"halt\": \"head\"}");

    assertThat(StoredSpec.whole(JobKind.SOLVE, all, "")).isEqualTo(all);
    assertThat(StoredSpec.shortened(JobKind.SOLVE, all).has("model")).isTrue();
  }

  @Test
  void specificationsOfTrainingsAreKeptWhole() {
    JsonNode train = JobJson.parse("{\"model\": \"m\", \"trace\": \"full\"}");

    assertThat(StoredSpec.shortened(JobKind.TRAIN, train)).isEqualTo(train);
    assertThat(StoredSpec.whole(JobKind.TRAIN, JobJson.parse("{}"), "m").has("model")).isFalse();
  }
}
