package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.KnownCheckpoints;
import dev.trm.jobs.KnownDatasets;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.TrainingSources;
import dev.trm.model.Mixer;
import dev.trm.model.SearchPolicy;
import dev.trm.model.TrmConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network with neighbours, trained on mazes of two sizes. */
class MazeTrainingTest {
  private static final String RECIPE =
      """
      {"model": "mazes", "evaluateEvery": 1000,
       "dataset": {"generator": "mix", "parts": [
         {"share": 2, "dataset": {"generator": "maze", "width": 4, "puzzles": 1000, "heldOut": 40}},
         {"share": 1, "batch": 16, "dataset": {"generator": "maze", "width": 6, "height": 5,
           "puzzles": 2000, "heldOut": 40}}]},
       "architecture": {"hidden": 32, "channels": 16, "maxCycles": 6},
       "training": {"steps": %d, "batch": 32, "learningRate": 0.003, "warmupSteps": 50}}""";

  @TempDir static Path room;

  @Test
  void oneNetworkLearnsMazesOfBothSizes() throws Exception {
    Notes notes = new Notes();
    TrainingSession.Trained trained =
        Notes.session(spec(600), notes, () -> false).run(null).orElseThrow();

    TrmConfig config = trained.weights().config();
    assertThat(config.mixer()).isEqualTo(Mixer.NEIGHBOURS);
    assertThat(config.sequenceLength()).isEqualTo(30);
    assertThat(notes.loss(501, 600)).isLessThan(notes.loss(1, 50) / 3);
    Evaluation evaluation = trained.evaluation();
    assertThat(evaluation.parts())
        .extracting(Evaluation.Part::name)
        .containsExactly("maze 4x4", "maze 6x5");
    assertThat(evaluation.accuracy()).isGreaterThan(0.5);
    SearchFigures search = Objects.requireNonNull(evaluation.search());
    assertThat(search.policy().variation()).isNotEqualTo(SearchPolicy.Variation.SYMMETRY);
    assertThat(search.accuracy()).isGreaterThanOrEqualTo(search.firstAccuracy());

    Path model = Files.createDirectory(room.resolve("model"));
    trained.weights().write(model.resolve("model.safetensors"));
    Files.writeString(
        model.resolve("manifest.json"),
        JobJson.write(Map.of("dataset", JobJson.tree(spec(1).dataset()))));
    JsonNode report =
        JobJson.parse(output(model.toString(), "--count", "10", "--attempts", "4", "--json"));
    assertThat(report.path("groups"))
        .extracting(group -> group.path("name").asText())
        .containsExactly("maze 4x4", "maze 6x5");
  }

  @Test
  void aStoppedRunContinuesToTheSameBits() throws Exception {
    Notes whole = new Notes();
    TrainingSession.Trained through =
        Notes.session(spec(24), whole, () -> false).run(null).orElseThrow();
    Notes pieces = new Notes();
    int[] asked = {0};
    assertThat(Notes.session(spec(24), pieces, () -> ++asked[0] > 11).run(null)).isEmpty();
    Path file = room.resolve("stopped.safetensors");
    Objects.requireNonNull(pieces.state).write(file);

    TrainingSession.Trained resumed =
        Notes.session(spec(24), pieces, () -> false).run(file).orElseThrow();

    assertThat(resumed.weights()).isEqualTo(through.weights());
    assertThat(Objects.requireNonNull(pieces.state).tensors())
        .isEqualTo(Objects.requireNonNull(whole.state).tensors());
  }

  private static String output(String... arguments) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(
            AccuracyMain.run(
                List.of(arguments), new PrintStream(out, true, StandardCharsets.UTF_8), System.err))
        .isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static TrainSpec spec(int steps) {
    return TrainSpec.parse(
        JobJson.parse(RECIPE.formatted(steps)),
        new TrainingSources(KnownDatasets.NONE, KnownCheckpoints.NONE));
  }
}
