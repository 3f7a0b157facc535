package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.KnownCheckpoints;
import dev.trm.jobs.KnownDatasets;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.TrainingSources;
import dev.trm.jobs.store.HeldOutSample;
import dev.trm.model.Compute;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingSessionTest {
  private static final Map<String, TrainingSession.Trained> THROUGH = new HashMap<>();
  private static final Map<String, Notes> NOTES = new HashMap<>();
  private static final DataLoader NOTHING_UPLOADED =
      new DataLoader(
          id -> {
            throw new FileNotFoundException("nothing was uploaded");
          });

  @TempDir Path room;

  /**
   * The stop is checked before each step and each cycle of an evaluation, so it also occurs during
   * evaluations.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 5, 25, 27, 60, 95})
  void aStoppedSessionGoesOnToTheSameBitsAndTheSameCurve(int questions) throws Exception {
    TrainSpec spec = spec(200, 1, 20, 8);
    TrainingSession.Trained through =
        THROUGH.computeIfAbsent("whole", name -> run(name, spec, new Notes(room.resolve("whole"))));
    Notes pieces = new Notes(room.resolve("pieces"));
    int[] asked = {0};
    Optional<TrainingSession.Trained> stopped =
        session(spec, pieces, () -> ++asked[0] > questions, 1).run(null);
    assertThat(stopped).isEmpty();

    TrainingSession.Trained resumed =
        session(spec, pieces, () -> false, 1).run(pieces.file).orElseThrow();

    assertThat(pieces.resumedAt).isLessThan(200);
    assertThat(resumed.weights()).isEqualTo(through.weights());
    assertThat(resumed.evaluation()).isEqualTo(through.evaluation());
    assertThat(resumed.differences()).isEmpty();
    Notes whole = Objects.requireNonNull(NOTES.get("whole"));
    assertThat(pieces.curve).isEqualTo(whole.curve);
    assertThat(Objects.requireNonNull(pieces.state).tensors())
        .isEqualTo(Objects.requireNonNull(whole.state).tensors());
  }

  @Test
  void whatDiffersAtAResumeIsToldAndStaysWithAllThatFollows() throws Exception {
    TrainSpec spec = spec(6, 1, 100, 8);
    Notes notes = new Notes(room.resolve("run"));
    int[] asked = {0};
    session(spec, notes, () -> ++asked[0] > 3, 1).run(null);

    int[] again = {0};
    session(spec, notes, () -> ++again[0] > 2, 2).run(notes.file);
    assertThat(notes.differences).containsExactly("threads 1 → 2");
    TrainingSession.Trained trained =
        session(spec, notes, () -> false, 2).run(notes.file).orElseThrow();

    assertThat(notes.differences).isEmpty();
    assertThat(trained.differences()).containsExactly("at step 3: threads 1 → 2");
  }

  @Test
  void everyLookLeavesACheckpointWithItsAccuracy() throws Exception {
    Notes notes = new Notes(room.resolve("run"));

    session(spec(6, 1, 2, 8), notes, () -> false, 1).run(null);

    assertThat(notes.accuracies).hasSize(3).endsWith((Double) null);
    assertThat(notes.accuracies.subList(0, 2)).doesNotContainNull();
  }

  /**
   * No accuracy here exceeds another by 0.9: the third evaluation ends the training, and the final
   * one follows.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 12, 31, 38})
  void aPlateauEndsAStoppedSessionWhereItEndsOneThatRanThrough(int questions) throws Exception {
    TrainSpec spec =
        spec(
            100,
            1,
            8,
            8,
            "{\"patience\": 2, \"minDelta\": 0.9}",
            ", \"optimizer\": \"muon\", \"labelSmoothing\": 0.05");
    TrainingSession.Trained through =
        THROUGH.computeIfAbsent(
            "plateau", name -> run(name, spec, new Notes(room.resolve("plateau"))));
    Notes pieces = new Notes(room.resolve("pieces"));
    int[] asked = {0};
    assertThat(session(spec, pieces, () -> ++asked[0] > questions, 1).run(null)).isEmpty();

    TrainingSession.Trained resumed =
        session(spec, pieces, () -> false, 1).run(pieces.file).orElseThrow();

    assertThat(resumed.steps()).isEqualTo(24);
    assertThat(resumed.stoppedEarly()).isEqualTo(through.stoppedEarly()).isNotNull();
    assertThat(resumed.weights()).isEqualTo(through.weights());
    assertThat(resumed.evaluation()).isEqualTo(through.evaluation());
    Notes whole = Objects.requireNonNull(NOTES.get("plateau"));
    assertThat(pieces.curve).isEqualTo(whole.curve);
    assertThat(Objects.requireNonNull(pieces.state).tensors())
        .isEqualTo(Objects.requireNonNull(whole.state).tensors());
    assertThat(resumed.weights().tensor("lm_head.weight"))
        .as("the average that the checkpoint of the best look has")
        .isEqualTo(whole.averages.get(through.weightsStep()));
  }

  @Test
  void theTimeOfASessionBeforeCounts() throws Exception {
    TrainSpec spec = spec(500, 1, 500, 8, "{\"maxTime\": \"PT1M\"}");
    TrainingSession.Trained through =
        session(spec, new Notes(room.resolve("whole")), () -> false, 1, everySecond())
            .run(null)
            .orElseThrow();
    Notes pieces = new Notes(room.resolve("pieces"));
    int[] asked = {0};
    assertThat(session(spec, pieces, () -> ++asked[0] > 5, 1, everySecond()).run(null)).isEmpty();

    TrainingSession.Trained resumed =
        session(spec, pieces, () -> false, 1, everySecond()).run(pieces.file).orElseThrow();

    assertThat(Objects.requireNonNull(through.stoppedEarly()).reason())
        .isEqualTo(StoppedEarly.Reason.TIME);
    assertThat(Objects.requireNonNull(resumed.stoppedEarly()).message()).contains("PT1M");
    assertThat(pieces.resumedAt).isEqualTo(5);
    assertThat(resumed.steps()).isCloseTo(through.steps(), within(1L));
    assertThat(resumed.weightsStep()).isEqualTo(resumed.steps());
    assertThat(pieces.lastStep).isEqualTo(resumed.steps());
  }

  /** A clock that advances by one second at each reading. */
  private static LongSupplier everySecond() {
    long[] seconds = {0};
    return () -> 1_000_000_000L * seconds[0]++;
  }

  @Test
  void otherSettingsCountAnew() throws Exception {
    Notes notes = new Notes(room.resolve("run"));
    TrainSpec first = spec(100, 1, 4, 8, "{\"patience\": 1, \"minDelta\": 0.9}");
    assertThat(session(first, notes, () -> false, 1).run(null).orElseThrow().steps()).isEqualTo(8);

    TrainingSession.Trained fork =
        session(spec(100, 1, 4, 8, "{\"patience\": 2, \"minDelta\": 0.9}"), notes, () -> false, 1)
            .run(notes.file)
            .orElseThrow();

    assertThat(fork.steps()).isEqualTo(8 + 3 * 4);
  }

  @Test
  void aSessionToldToStopDuringAStepMakesNoFurtherOne() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    Notes notes = new Notes(room.resolve("run"));
    notes.heard = step -> stop.set(step == 7);

    assertThat(session(spec(100, 1, 100, 32), notes, stop::get, 1).run(null)).isEmpty();

    assertThat(notes.keptAt).isEqualTo(7);
    assertThat(notes.lastStep).isEqualTo(7);
  }

  @Test
  void otherDataAreRefusedOnResume() throws Exception {
    Notes notes = new Notes(room.resolve("run"));
    session(spec(3, 1, 100, 8), notes, () -> false, 1).run(null);

    assertThatThrownBy(() -> session(spec(3, 2, 100, 8), notes, () -> false, 1).run(notes.file))
        .isInstanceOf(UnreadableCheckpointException.class)
        .hasMessageContaining("SHA-256");
  }

  @Test
  void aShortTrainingLearns() throws Exception {
    Notes notes = new Notes(room.resolve("run"));

    TrainingSession.Trained trained =
        session(spec(250, 1, 100, 32), notes, () -> false, 1).run(null).orElseThrow();

    // An untrained network gets a quarter of the cells right; this one solves whole unseen puzzles.
    assertThat(trained.evaluation().exactAccuracy(HaltMode.CHECKED)).isGreaterThan(0.3);
    assertThat(notes.names).contains("loss", "heldOut.exactAccuracy.checked", "stepsPerSecond");
    assertThat(notes.lastStep).isEqualTo(250);
  }

  @Test
  void evaluationsOnTheWayShowTheSamePuzzles() throws Exception {
    Notes notes = new Notes(room.resolve("run"));

    TrainingSession.Trained trained =
        session(spec(6, 1, 2, 8), notes, () -> false, 1).run(null).orElseThrow();

    assertThat(notes.samples).containsOnlyKeys(2L, 4L);
    List<Object> puzzles =
        trained.data().heldOut().get(0).puzzles().stream()
            .limit(6)
            .<Object>map(each -> each.grid(each.questionTokens()))
            .toList();
    List<List<HeldOutSample>> all = new ArrayList<>(notes.samples.values());
    all.add(trained.evaluation().samples());
    assertThat(all)
        .allSatisfy(seen -> assertThat(seen).extracting(HeldOutSample::puzzle).isEqualTo(puzzles));
  }

  /** An uninterrupted run, the reference for the others. */
  private static TrainingSession.Trained run(String name, TrainSpec spec, Notes notes) {
    try {
      NOTES.put(name, notes);
      return session(spec, notes, () -> false, 1).run(null).orElseThrow();
    } catch (TrainingDivergedException | UnreadableCheckpointException e) {
      throw new AssertionError(e);
    }
  }

  private static TrainingSession session(
      TrainSpec spec, Notes notes, BooleanSupplier stop, int threads) {
    return session(spec, notes, stop, threads, System::nanoTime);
  }

  private static TrainingSession session(
      TrainSpec spec, Notes notes, BooleanSupplier stop, int threads, LongSupplier nanos) {
    return new TrainingSession(
        TrainingPlan.of(spec, load(spec)),
        spec.evaluateEvery(),
        Duration.ofHours(1),
        Compute.exact(threads),
        notes,
        stop,
        nanos);
  }

  private static TrainingData load(TrainSpec spec) {
    try {
      return NOTHING_UPLOADED.load(spec.dataset());
    } catch (UnavailableDataException e) {
      throw new AssertionError(e);
    }
  }

  private static TrainSpec spec(long steps, long dataSeed, long evaluateEvery, int batch) {
    return spec(steps, dataSeed, evaluateEvery, batch, "{}");
  }

  private static TrainSpec spec(
      long steps, long dataSeed, long evaluateEvery, int batch, String stop) {
    return spec(steps, dataSeed, evaluateEvery, batch, stop, "");
  }

  private static TrainSpec spec(
      long steps, long dataSeed, long evaluateEvery, int batch, String stop, String more) {
    return TrainSpec.parse(
        JobJson.parse(
            """
            {"model": "m", "evaluateEvery": %d,
             "dataset": {"size": 4, "puzzles": 1000, "heldOut": 50, "minimalShare": 0, "fewestGivens": 9,
              "seed": %d},
             "architecture": {"hidden": 32, "maxCycles": 4},
             "training": {"steps": %d, "batch": %d, "learningRate": 0.008,
              "stop": %s%s}}"""
                .formatted(evaluateEvery, dataSeed, steps, batch, stop, more)),
        new TrainingSources(KnownDatasets.NONE, KnownCheckpoints.NONE));
  }

  /** Keeps the last checkpoint and the metrics. */
  private static final class Notes implements TrainingLog {
    private final Path file;
    private final List<String> names = new ArrayList<>();
    private final Map<Long, Map<String, Double>> curve = new TreeMap<>();
    private final Map<Long, List<HeldOutSample>> samples = new TreeMap<>();
    private final List<@Nullable Double> accuracies = new ArrayList<>();
    private final Map<Long, HostTensor> averages = new HashMap<>();
    private @Nullable Safetensors state;
    private List<String> differences = List.of();
    private long resumedAt = -1;
    private long keptAt;
    private long lastStep;
    private LongConsumer heard = step -> {};

    Notes(Path directory) {
      this.file = directory.resolveSibling(directory.getFileName() + ".safetensors");
    }

    @Override
    public void data(String sha256, long training, int heldOut) {
      assertThat(sha256).hasSize(64);
      assertThat(heldOut).isEqualTo(50);
    }

    @Override
    public void measured(long step, Map<String, Double> values) {
      lastStep = step;
      heard.accept(step);
      Map<String, Double> exact = new TreeMap<>(values);
      exact.remove("stepsPerSecond");
      curve.put(step, exact);
      names.addAll(values.keySet());
    }

    @Override
    public void resumed(long step, List<String> differences) {
      resumedAt = step;
      this.differences = differences;
    }

    @Override
    public void evaluated(long step, Evaluation evaluation) {
      samples.put(step, evaluation.samples());
    }

    @Override
    public boolean takesCheckpoint() {
      return true;
    }

    @Override
    public void checkpoint(Snapshot snapshot) {
      keptAt = snapshot.step();
      state = snapshot.state();
      accuracies.add(snapshot.heldOut());
      averages.put(
          snapshot.step(),
          Objects.requireNonNull(snapshot.state().tensors().get("average.lm_head.weight")));
      try {
        snapshot.state().write(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void settle() {}
  }
}
