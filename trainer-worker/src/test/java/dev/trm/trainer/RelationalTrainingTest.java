package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.KnownCheckpoints;
import dev.trm.jobs.KnownDatasets;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.TrainingSources;
import dev.trm.model.SearchPolicy;
import dev.trm.model.checkpoint.TrmWeights;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One small network of relations, trained once on 4×4 and 6×6 Sudokus, for all tests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelationalTrainingTest {
  private static final String RECIPE =
      """
      {"model": "small", "evaluateEvery": 50,
       "dataset": {"generator": "mix", "parts": [
         {"share": 1, "dataset": {"size": 4, "puzzles": 500, "heldOut": 24, "minimalShare": 0.3}},
         {"share": 2, "dataset": {"size": 6, "puzzles": 2000, "heldOut": 24, "minimalShare": 0,
           "fewestGivens": 14, "mostGivens": 24}}]},
       "architecture": {"mixer": "relations", "hidden": 16, "channels": 8, "maxCycles": 4},
       "training": {"steps": %d, "batch": 16, "learningRate": 0.01, "warmupSteps": 20}}""";

  @TempDir static Path room;

  private final Notes notes = new Notes();
  private TrainingSession.@Nullable Trained trained;

  @BeforeAll
  void train() throws Exception {
    trained = session(150, notes, () -> false).run(null).orElseThrow();
  }

  private TrainingSession.Trained trained() {
    return Objects.requireNonNull(trained);
  }

  @Test
  void itLearnsBothSizes() {
    assertThat(notes.loss(121, 150)).isLessThan(notes.loss(1, 10) / 3);
    Evaluation evaluation = trained().evaluation();
    assertThat(evaluation.accuracy()).isGreaterThan(0.6);
    assertThat(evaluation.parts()).extracting(Evaluation.Part::name).containsExactly("4x4", "6x6");
    assertThat(evaluation.report().at("/byPart/1/accuracy").asDouble()).isGreaterThan(0.5);
    assertThat(notes.curve.get(100L)).containsKeys("heldOut.accuracy.4x4", "heldOut.accuracy.6x6");
    assertThat(trained().weights().config().sequenceLength()).isEqualTo(36);
    assertThat(trained().weights().config().vocabulary()).isEqualTo(8);
  }

  @Test
  void furtherAttemptsAreTriedAndTheBestVariationIsKept() throws IOException {
    SearchFigures search = Objects.requireNonNull(trained().evaluation().search());

    assertThat(search.accuracy()).isGreaterThanOrEqualTo(search.firstAccuracy());
    assertThat(search.attempts()).isEqualTo(16);
    assertThat(search.puzzles()).isEqualTo(48);
    assertThat(trained().weights().search()).isEqualTo(search.policy());
    Path file = room.resolve("searched.safetensors");
    trained().weights().write(file);
    SearchPolicy read = Objects.requireNonNull(TrmWeights.read(file).search());
    assertThat(read).isEqualTo(search.policy());
  }

  @Test
  void aStoppedMixContinuesToTheSameBits() throws Exception {
    Notes whole = new Notes();
    TrainingSession.Trained through = session(24, whole, () -> false).run(null).orElseThrow();
    Notes pieces = new Notes();
    int[] asked = {0};
    assertThat(session(24, pieces, () -> ++asked[0] > 11).run(null)).isEmpty();
    Path file = room.resolve("stopped.safetensors");
    Objects.requireNonNull(pieces.state).write(file);

    TrainingSession.Trained resumed = session(24, pieces, () -> false).run(file).orElseThrow();

    assertThat(resumed.weights()).isEqualTo(through.weights());
    assertThat(Objects.requireNonNull(pieces.state).tensors())
        .isEqualTo(Objects.requireNonNull(whole.state).tensors());
  }

  @Test
  void accuracyOnFreshPuzzlesOfBothSizesHasAttemptsAndIntervals() throws IOException {
    Path model = Files.createDirectory(room.resolve("model"));
    trained().weights().write(model.resolve("model.safetensors"));
    Files.writeString(
        model.resolve("manifest.json"),
        JobJson.write(Map.of("dataset", JobJson.tree(spec(1).dataset()))));

    JsonNode report =
        JobJson.parse(output(model.toString(), "--count", "20", "--attempts", "4", "--json"));

    assertThat(report.path("groups"))
        .extracting(group -> group.path("name").asText())
        .containsExactly("4x4 4-9 givens", "4x4 minimal", "6x6 10-21 givens", "6x6 minimal");
    JsonNode group = report.at("/groups/2");
    assertThat(group.at("/puzzles").asInt()).isEqualTo(20);
    assertThat(group.at("/modes/checked/right/of").asInt()).isEqualTo(20);
    assertThat(group.at("/search/right/1/count").asInt())
        .isEqualTo(group.at("/modes/checked/right/count").asInt());
    assertThat(group.at("/search/right/4/count").asInt())
        .isGreaterThanOrEqualTo(group.at("/search/right/2/count").asInt());
    assertThat(group.at("/search/meanCycles").asDouble()).isPositive();
  }

  @Test
  void accuracyTakesPuzzlesOfAFileAndRefusesWhatTheModelDoesNotTake() throws IOException {
    Path model = Files.createDirectory(room.resolve("alone"));
    trained().weights().write(model.resolve("model.safetensors"));
    Path puzzles = Files.writeString(room.resolve("mixed.txt"), "1.....3..4.....2\n");
    Path nine = Files.writeString(room.resolve("nine.txt"), ".".repeat(80) + "1\n");

    assertThat(output(model.toString(), "--puzzles", puzzles.toString()))
        .contains("mixed.txt")
        .contains("all of them by rating");
    ByteArrayOutputStream problems = new ByteArrayOutputStream();
    int code =
        AccuracyMain.run(
            List.of(model.toString(), "--puzzles", nine.toString()),
            System.out,
            printing(problems));
    assertThat(code).isEqualTo(2);
    assertThat(problems.toString(StandardCharsets.UTF_8)).contains("up to 36 cells");
    assertThat(AccuracyMain.run(List.of("a", "--count", "0"), System.out, printing(problems)))
        .isEqualTo(2);
    assertThat(problems.toString(StandardCharsets.UTF_8))
        .contains("--count is '0'; it must be a whole number 1 to 1000000");
  }

  private static String output(String... arguments) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(AccuracyMain.run(List.of(arguments), printing(out), System.err)).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream printing(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  private static TrainSpec spec(int steps) {
    return TrainSpec.parse(
        JobJson.parse(RECIPE.formatted(steps)),
        new TrainingSources(KnownDatasets.NONE, KnownCheckpoints.NONE));
  }

  private static TrainingSession session(int steps, Notes notes, BooleanSupplier stop)
      throws UnavailableDataException {
    return Notes.session(spec(steps), notes, stop);
  }
}
