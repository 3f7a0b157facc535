package dev.trm.trainer;

import dev.trm.jobs.TrainSpec;
import dev.trm.model.Compute;
import dev.trm.model.checkpoint.Safetensors;
import java.io.FileNotFoundException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Collects the curve and the newest checkpoint. */
final class Notes implements TrainingLog {
  final Map<Long, Map<String, Double>> curve = new TreeMap<>();
  @Nullable Safetensors state;

  /** The mean over some steps. */
  double loss(long from, long to) {
    return curve.entrySet().stream()
        .filter(each -> each.getKey() >= from && each.getKey() <= to)
        .mapToDouble(each -> Objects.requireNonNull(each.getValue().get("loss")))
        .average()
        .orElseThrow();
  }

  @Override
  public void data(String sha256, long training, int heldOut) {}

  @Override
  public void resumed(long step, List<String> differences) {}

  @Override
  public void measured(long step, Map<String, Double> values) {
    curve.put(step, values);
  }

  @Override
  public void evaluated(long step, Evaluation evaluation) {}

  @Override
  public boolean takesCheckpoint() {
    return true;
  }

  @Override
  public void checkpoint(Snapshot snapshot) {
    state = snapshot.state();
  }

  @Override
  public void settle() {}

  /** A session on generated puzzles with one thread. */
  static TrainingSession session(TrainSpec spec, Notes notes, BooleanSupplier stop)
      throws UnavailableDataException {
    DataLoader loader =
        new DataLoader(
            id -> {
              throw new FileNotFoundException("nothing was uploaded");
            });
    return new TrainingSession(
        TrainingPlan.of(spec, loader.load(spec.dataset())),
        spec.evaluateEvery(),
        Duration.ofHours(1),
        Compute.exact(1),
        notes,
        stop,
        System::nanoTime);
  }
}
