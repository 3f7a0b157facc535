package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.model.train.StepMetrics;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricWindowTest {

  @Test
  void sharesAreWeightedByThePuzzlesTheyAreOf() {
    MetricWindow window = new MetricWindow();
    window.add(new StepMetrics(1, 3, 2, 1, 0.5, 0, 1, 4, 1, 0.1), 500_000_000);
    window.add(new StepMetrics(2, 1, 1, 0, 1, 1, 1, 2, 3, 0.2), 500_000_000);

    Map<String, Double> values = window.read();

    assertThat(values)
        .containsEntry("loss", 2.0)
        .containsEntry("exactAccuracy", 0.75)
        .containsEntry("cellAccuracy", 0.875)
        .containsEntry("meanCycles", 2.5)
        .containsEntry("learningRate", 0.2)
        .containsEntry("stepsPerSecond", 2.0);
    assertThat(window.steps()).isZero();
  }

  @Test
  void withoutAFinishedPuzzleThereAreNoShares() {
    MetricWindow window = new MetricWindow();
    window.add(
        new StepMetrics(1, 3, 2, 1, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, 0.1), 1);

    assertThat(window.read()).doesNotContainKey("exactAccuracy").containsEntry("loss", 3.0);
  }
}
