package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.jobs.DatasetSpec;
import dev.trm.jobs.JobJson;
import dev.trm.model.train.ExampleShape;
import dev.trm.model.train.TrainingExample;
import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MixedExamplesTest {
  private static final String MIX =
      """
      {"generator": "mix", "parts": [
        {"share": 3, "dataset": {"size": 6, "puzzles": 50, "heldOut": 5, "minimalShare": 1, "fewestGivens": 10, "mostGivens": 20, "seed": 1}},
        {"share": 1, "dataset": {"size": 4, "puzzles": 50, "heldOut": 5, "minimalShare": 0, "fewestGivens": 9, "mostGivens": 9, "seed": 1}},
        {"share": 1, "dataset": {"size": 6, "puzzles": 50, "heldOut": 5, "minimalShare": 0, "fewestGivens": 30, "mostGivens": 30, "seed": 1}},
        {"share": 2, "batch": %s, "dataset": {"size": 9, "puzzles": 50, "heldOut": 5, "minimalShare": 0, "fewestGivens": 60, "mostGivens": 60, "seed": 1}}]}""";

  @Test
  void partsOfOneShapeShareItsSlotsAndLargerPuzzlesHaveFewer() throws Exception {
    List<ExampleShape> shapes = new MixedExamples(parts("null"), 32, 1).shapes();

    assertThat(shapes).extracting(each -> each.shape().cells()).containsExactly(36, 16, 81);
    assertThat(shapes).extracting(ExampleShape::share).containsExactly(4.0, 1.0, 2.0);
    // 32 · 36 · 6 nodes are 9.5 times as many as a 9×9 has.
    assertThat(shapes).extracting(ExampleShape::batch).containsExactly(32, 32, 9);
    assertThat(new MixedExamples(parts("16"), 32, 1).shapes().get(2).batch()).isEqualTo(16);
  }

  @Test
  void partsOfOneShapeAreDrawnByTheirShares() throws Exception {
    MixedExamples examples = new MixedExamples(parts("null"), 32, 1);

    int easy = 0;
    for (int i = 0; i < 400; i++) {
      TrainingExample example = examples.next(0);
      assertThat(example.groups()).isNotNull();
      easy += Arrays.stream(example.question()).filter(token -> token > 1).count() >= 30 ? 1 : 0;
    }

    assertThat(easy).as("a quarter of 400").isBetween(70, 130);
  }

  @Test
  void aRestoredSourceContinuesWhereItWas() throws Exception {
    MixedExamples examples = new MixedExamples(parts("null"), 32, 1);
    drawn(examples, 77);
    long[] state = examples.state();
    List<List<Integer>> expected = drawn(examples, 60);

    MixedExamples other = new MixedExamples(parts("null"), 32, 1);
    other.restore(state);

    assertThat(drawn(other, 60)).isEqualTo(expected);
    assertThatThrownBy(() -> other.restore(new long[] {1}))
        .hasMessage("examples has 1 numbers; these data have 7");
  }

  @Test
  void batchesThatContradictEachOtherAreRefused() throws Exception {
    DatasetSpec.Mix mix = mix("8");
    DatasetSpec.Mix.Part last = mix.parts().get(3);
    List<DatasetSpec.Mix.Part> both = List.of(last, new DatasetSpec.Mix.Part(1, 9, last.dataset()));

    assertThatThrownBy(() -> new MixedExamples(load(new DatasetSpec.Mix(both)).parts(), 32, 1))
        .hasMessageStartingWith(
            "dataset.parts: '9x9' and others of its shape have the batches [8, 9]");
  }

  @Test
  void dataOfAMixAreNamedByTheirPartsAndShares() throws Exception {
    TrainingData data = load(mix("null"));

    assertThat(data.parts())
        .extracting(TrainingData.Part::name)
        .containsExactly("6x6 minimal", "4x4", "6x6", "9x9");
    assertThat(data.vocabulary()).isEqualTo(11);
    assertThat(data.sequenceLength()).isEqualTo(81);
    assertThat(data.sha256()).isEqualTo(load(mix("null")).sha256()).hasSize(64);
    List<DatasetSpec.Mix.Part> fewer = mix("null").parts().subList(0, 3);
    assertThat(load(new DatasetSpec.Mix(fewer)).sha256()).isNotEqualTo(data.sha256());
  }

  private static List<List<Integer>> drawn(MixedExamples examples, int count) {
    List<List<Integer>> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TrainingExample example = examples.next(i % 3);
      drawn.add(Arrays.stream(example.question()).boxed().toList());
    }
    return drawn;
  }

  private static List<TrainingData.Part> parts(String batch) throws Exception {
    return load(mix(batch)).parts();
  }

  private static DatasetSpec.Mix mix(String batch) {
    return (DatasetSpec.Mix) JobJson.read(JobJson.parse(MIX.formatted(batch)), DatasetSpec.class);
  }

  private static TrainingData load(DatasetSpec spec) throws Exception {
    return new DataLoader(
            id -> {
              throw new FileNotFoundException("nothing was uploaded");
            })
        .load(spec);
  }
}
