package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.TrainSpec;
import dev.trm.model.Compute;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSessionTest {
  private static final DataLoader NOTHING_UPLOADED =
      new DataLoader(
          id -> {
            throw new FileNotFoundException("nothing was uploaded");
          });

  @TempDir Path room;

  @Test
  void aStoppedSessionGoesOnToTheSameBits() throws Exception {
    TrainSpec spec = spec(12, 1);
    Notes whole = new Notes(room.resolve("whole"));
    Notes pieces = new Notes(room.resolve("pieces"));

    TrainingSession.Trained through = session(spec, whole, () -> false).run(null).orElseThrow();
    int[] asked = {0};
    Optional<TrainingSession.Trained> stopped =
        session(spec, pieces, () -> ++asked[0] > 5).run(null);
    assertThat(stopped).isEmpty();
    assertThat(pieces.keptAt).isEqualTo(5);
    TrainingSession.Trained resumed =
        session(spec, pieces, () -> false).run(pieces.file).orElseThrow();

    assertThat(resumed.steps()).isEqualTo(12);
    assertThat(resumed.weights()).isEqualTo(through.weights());
    assertThat(resumed.evaluation()).isEqualTo(through.evaluation());
  }

  @Test
  void aSessionToldToStopDuringAStepMakesNoFurtherOne() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    Notes notes = new Notes(room.resolve("run"));
    notes.heard = step -> stop.set(step == 7);

    assertThat(session(spec(100, 1), notes, stop::get).run(null)).isEmpty();

    assertThat(notes.keptAt).isEqualTo(7);
    assertThat(notes.lastStep).isEqualTo(7);
  }

  @Test
  void otherDataAreRefusedOnResume() throws Exception {
    Notes notes = new Notes(room.resolve("run"));
    session(spec(3, 1), notes, () -> false).run(null);

    assertThatThrownBy(() -> session(spec(3, 2), notes, () -> false).run(notes.file))
        .isInstanceOf(UnreadableCheckpointException.class)
        .hasMessageContaining("SHA-256");
  }

  @Test
  void aShortTrainingLearns() throws Exception {
    Notes notes = new Notes(room.resolve("run"));

    TrainingSession.Trained trained =
        session(spec(250, 1), notes, () -> false).run(null).orElseThrow();

    // An untrained network gets a quarter of the cells; this one whole puzzles it has never seen.
    assertThat(trained.evaluation().exactAccuracy(HaltMode.CHECKED)).isGreaterThan(0.3);
    assertThat(notes.names).contains("loss", "heldOut.exactAccuracy.checked", "stepsPerSecond");
    assertThat(notes.lastStep).isEqualTo(250);
  }

  private static TrainingSession session(TrainSpec spec, Notes notes, BooleanSupplier stop) {
    return new TrainingSession(
        TrainingPlan.of(spec, load(spec)),
        spec.evaluateEvery(),
        Duration.ofHours(1),
        Compute.exact(1),
        notes,
        stop);
  }

  private static TrainingData load(TrainSpec spec) {
    try {
      return NOTHING_UPLOADED.load(spec.dataset());
    } catch (UnavailableDataException e) {
      throw new AssertionError(e);
    }
  }

  private static TrainSpec spec(long steps, long dataSeed) {
    return TrainSpec.parse(
        JobJson.parse(
            """
            {"model": "m", "evaluateEvery": 100,
             "dataset": {"size": 4, "puzzles": 1000, "heldOut": 50, "minimalShare": 0, "fewestGivens": 9,
              "seed": %d},
             "architecture": {"hidden": 32, "maxCycles": 4},
             "training": {"steps": %d, "batch": 32, "learningRate": 0.008}}"""
                .formatted(dataSeed, steps)));
  }

  /** Keeps the last checkpoint and what was measured. */
  private static final class Notes implements TrainingLog {
    private final Path file;
    private final List<String> names = new ArrayList<>();
    private long keptAt;
    private long lastStep;
    private LongConsumer heard = step -> {};

    Notes(Path directory) {
      this.file = directory.resolveSibling(directory.getFileName() + ".safetensors");
    }

    @Override
    public void data(String sha256, int training, int heldOut) {
      assertThat(sha256).hasSize(64);
      assertThat(heldOut).isEqualTo(50);
    }

    @Override
    public void measured(long step, Map<String, Double> values) {
      lastStep = step;
      heard.accept(step);
      names.addAll(values.keySet());
    }

    @Override
    public void checkpoint(long step, CheckpointWriter full) {
      keptAt = step;
      try {
        full.write(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
