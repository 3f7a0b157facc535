package dev.trm.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.TestSources;
import dev.trm.jobs.TrainSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepPlanTest {
  @Test
  void eachCombinationIsATrainingThatPromotesNothing() {
    SweepPlan plan =
        parse(
            "{'model': 'm', 'dataset': {'size': 4}, 'training': {'steps': 7}, 'over':"
                + " {'training.learningRate': [0.001, 0.004], 'training.seed': [1, 2, 3]}}");

    assertThat(plan.model()).isEqualTo("m");
    assertThat(plan.promotion()).isEqualTo(TrainSpec.Promotion.NEVER);
    assertThat(plan.trainings())
        .extracting(
            each -> each.spec().training().learningRate(), each -> each.spec().training().seed())
        .containsExactly(
            tuple(0.001, 1L),
            tuple(0.001, 2L),
            tuple(0.001, 3L),
            tuple(0.004, 1L),
            tuple(0.004, 2L),
            tuple(0.004, 3L));
    assertThat(plan.trainings())
        .extracting(SweepPlan.Training::spec)
        .allSatisfy(spec -> assertThat(spec.promotion()).isEqualTo(TrainSpec.Promotion.NEVER))
        .allSatisfy(spec -> assertThat(spec.training().steps()).isEqualTo(7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | /over | over is missing",
        "{'over': {}} | /over | over is {}",
        "{'over': {'model': ['a']}} | /over/model | model is not to be swept over",
        "{'over': {'training.seed': []}} | /over/training.seed | training.seed is []",
        "{'over': {'training.seed': [1, 1]}} | /over/training.seed | more than once",
        "{'over': {'training.seed': [[1]]}} | /over/training.seed | training.seed is [[1]]",
        "{'over': {'training.sed': [1]}} | /over/training.sed | training.sed 1: sed is not known",
        "{'over': {'training.seed': [1], 'training.learningRate': [0.1, 2]}} |"
            + " /over/training.learningRate | combination training.seed 1, training.learningRate 2:"
            + " learningRate is 2;",
        "{'architecture': {'heads': 4}, 'over': {'architecture.hidden': [8, 9]}} |"
            + " /architecture/heads | combination architecture.hidden 9: heads is 4",
        "{'promotion': {'gate': 'maybe'}, 'over': {'training.seed': [1]}} | /promotion/gate |"
            + " gate is 'maybe'",
        "{'promotion': {}, 'over': {'training.seed': [1], 'dataset.seed': [1, 2]}} |"
            + " /over/dataset.seed | dataset.seed is not to be swept over with gate 'better'"
      })
  void whatIsWrongIsNamedWithItsCombination(String request, String pointer, String words) {
    assertThatThrownBy(
            () -> parse(request.replaceFirst("\\{", "{'model': 'm', ").replace(", }", "}")))
        .isInstanceOfSatisfying(
            InvalidFieldException.class, e -> assertThat(e.pointer()).isEqualTo(pointer))
        .hasMessageContaining(words);
  }

  @Test
  void theGateIsTheSweepsWithTheDefaultsOfARunAndItsRunsPromoteNothing() {
    SweepPlan plan =
        parse("{'model': 'm', 'promotion': {'bandLoss': 0.1}, 'over': {'training.seed': [1, 2]}}");

    assertThat(plan.promotion()).isEqualTo(new TrainSpec.Promotion("better", 0, 0.1, null, null));
    assertThat(plan.trainings())
        .extracting(each -> each.spec().promotion())
        .containsOnly(TrainSpec.Promotion.NEVER);
  }

  @Test
  void moreThanAHundredCombinationsAreRefused() {
    String numbers = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]";

    assertThatThrownBy(
            () ->
                parse(
                    "{'model': 'm', 'over': {'training.seed': "
                        + numbers
                        + ", 'training.batch': "
                        + numbers
                        + "}}"))
        .hasMessageContaining("over has 121 combinations");
  }

  private static SweepPlan parse(String request) {
    return SweepPlan.parse(JobJson.parse(request.replace('\'', '"')), TestSources.NONE);
  }
}
