package dev.trm.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainSpecTest {

  @Test
  void aNameAloneIsACompleteSpecification() {
    TrainSpec spec = TrainSpec.parse(JobJson.parse("{\"model\": \"sudoku-9x9\"}"));

    assertThat(spec.dataset().size()).isEqualTo(9);
    assertThat(spec.architecture().mixer()).isEqualTo("mlp");
    assertThat(TrainSpec.of(JobJson.tree(spec))).isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                                              |              | the body
          {}                                              | /model       | model is missing
          {"model": "A b"}                                | /model       | A b
          {"model": "m", "dataset": {"size": 5}}          | /dataset/size | 5
          {"model": "m", "dataset": 3}                    | /dataset     | 3
          {"model": "m", "training": {"steps": "many"}}   | /training/steps | "many"
          {"model": "m", "training": {"steps": 0}}        | /training/steps | 0
          {"model": "m", "training": {"stepz": 1}}        | /training/stepz | stepz
          {"model": "m", "architecture": {"mixer": "x"}}  | /architecture/mixer | 'x'
          {"model": "m", "architecture": {"heads": 7}}    | /architecture/heads | 7
          {"model": "m", "training": {"learningRate": 2}} | /training/learningRate | 2
          {"model": "m", "promotion": {"gate": "maybe"}}  | /promotion/gate | 'maybe'
          {"model": "m", "resumeFrom": "abc"}             | /resumeFrom  | 'abc'
          """)
  void aWrongFieldIsNamedWithItsValue(String request, String pointer, String value) {
    assertThatThrownBy(() -> TrainSpec.parse(JobJson.parse(request)))
        .isInstanceOfSatisfying(
            InvalidFieldException.class,
            wrong -> assertThat(wrong.pointer()).isEqualTo(pointer == null ? "" : pointer))
        .hasMessageContaining(value);
  }
}
