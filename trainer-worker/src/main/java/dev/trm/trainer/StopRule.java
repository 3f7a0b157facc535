package dev.trm.trainer;

import dev.trm.jobs.EarlyStop;
import dev.trm.jobs.JobJson;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.TrmWeights;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides about early stopping. Decisions by evaluations are reproducible: every checkpoint
 * contains the evaluations' results and, if a plateau may end the training, the weights of the best
 * one. The time limit is not: time after the checkpoint from which a training resumes does not
 * count.
 */
final class StopRule {
  /** Checkpoint metadata: the requested rule. */
  private static final String ASKED = "stop";

  /**
   * Checkpoint metadata: the time so far; only if a time limit is requested, because it differs in
   * each run.
   */
  private static final String SECONDS = "stop.seconds";

  /** Checkpoint tensor: the results of evaluations. */
  private static final String SEEN = "stop.seen";

  /** Prefix of checkpoint tensors: the weights of the best evaluation. */
  private static final String BEST = "stop.best.";

  /** Checkpoint metadata: whether the best weights are kept however the training ends. */
  private static final String KEEPS_BEST = "stop.keepBest";

  private static final int NUMBERS = 5;

  private final EarlyStop asked;
  private final boolean keepBest;
  private final LongSupplier nanos;
  private long began;
  private Duration before = Duration.ZERO;
  private double newest = Double.NaN;
  private double best = Double.NEGATIVE_INFINITY;
  private long bestStep;
  private double toBeat = Double.NEGATIVE_INFINITY;
  private int noBetter;
  private @Nullable TrmWeights bestWeights;

  /**
   * @param keepBest whether the weights of the best evaluation are kept however the training ends
   * @param nanos a monotonic clock in nanoseconds
   */
  StopRule(EarlyStop asked, boolean keepBest, LongSupplier nanos) {
    this.asked = asked;
    this.keepBest = keepBest;
    this.nanos = nanos;
    this.began = nanos.getAsLong();
  }

  /** Starts the clock. */
  void begin() {
    began = nanos.getAsLong();
  }

  /**
   * Records an evaluation during the training.
   *
   * @param accuracy share of held-out puzzles, 0 to 1
   * @param weights that were evaluated; called only if they may be needed
   */
  void seen(long step, double accuracy, Supplier<TrmWeights> weights) {
    newest = accuracy;
    Double minDelta = asked.minDelta();
    if ((keepBest || minDelta != null) && accuracy > best) {
      best = accuracy;
      bestStep = step;
      bestWeights = weights.get();
    }
    if (minDelta == null) {
      return;
    }
    if (accuracy > toBeat + minDelta) {
      toBeat = accuracy;
      noBetter = 0;
    } else {
      noBetter++;
    }
  }

  /**
   * Whether the training ends here.
   *
   * @param step the last completed step
   */
  Optional<StoppedEarly> ends(long step) {
    Double target = asked.targetAccuracy();
    if (target != null && newest >= target) {
      return ended(
          StoppedEarly.Reason.TARGET,
          step,
          step,
          "held-out accuracy is %.4f, and %.4f was asked for",
          newest,
          target);
    }
    Integer patience = asked.patience();
    Double minDelta = asked.minDelta();
    if (patience != null && minDelta != null && noBetter >= patience) {
      return ended(
          StoppedEarly.Reason.PLATEAU,
          step,
          bestStep,
          "held-out accuracy did not rise by more than %s above %.4f in %d evaluations;"
              + " the weights are those of step %d with %.4f",
          minDelta,
          toBeat,
          noBetter,
          bestStep,
          best);
    }
    Duration most = asked.maxTime();
    if (most != null && spent().compareTo(most) >= 0) {
      return ended(
          StoppedEarly.Reason.TIME,
          step,
          step,
          "it trained for %s, and no more was asked for",
          most);
    }
    return Optional.empty();
  }

  private static Optional<StoppedEarly> ended(
      StoppedEarly.Reason reason, long step, long weights, String format, Object... figures) {
    return Optional.of(
        new StoppedEarly(reason, step, weights, String.format(Locale.ROOT, format, figures)));
  }

  /** The training time so far. */
  private Duration spent() {
    return before.plusNanos(nanos.getAsLong() - began);
  }

  /** The step of the best evaluation; 0 if there was none. */
  long bestStep() {
    return bestStep;
  }

  /**
   * The weights of the best evaluation.
   *
   * @throws IllegalStateException if there was none, or none are kept
   */
  TrmWeights bestWeights() {
    TrmWeights weights = bestWeights;
    if (weights == null) {
      throw new IllegalStateException("no weights were kept");
    }
    return weights;
  }

  /** Adds the state that {@link #goOn} needs to a checkpoint. */
  void save(Map<String, String> metadata, Map<String, HostTensor> tensors) {
    if (asked.equals(EarlyStop.NEVER) && !keepBest) {
      return;
    }
    metadata.put(KEEPS_BEST, String.valueOf(keepBest));
    metadata.put(ASKED, JobJson.write(asked));
    if (asked.maxTime() != null) {
      metadata.put(SECONDS, String.valueOf(spent().toMillis() / 1e3));
    }
    tensors.put(SEEN, HostTensor.of(newest, best, bestStep, toBeat, noBetter));
    if (bestWeights != null) {
      bestWeights.tensors().forEach((name, tensor) -> tensors.put(BEST + name, tensor));
    }
  }

  /**
   * Restores the state from a checkpoint if its training had the same rule; with another rule, the
   * state starts empty.
   *
   * @throws IOException if the checkpoint lacks something; gives the reason
   */
  void goOn(TrmConfig config, Safetensors checkpoint) throws IOException {
    try {
      String was = checkpoint.metadata().get(ASKED);
      if (was == null
          || !String.valueOf(keepBest).equals(checkpoint.metadata().get(KEEPS_BEST))
          || !JobJson.read(JobJson.parse(was), EarlyStop.class).equals(asked)) {
        return;
      }
      if (asked.maxTime() != null) {
        double seconds = Double.parseDouble(fact(checkpoint, SECONDS));
        before = Duration.ofMillis(Math.round(seconds * 1e3));
      }
      HostTensor seen = checkpoint.tensors().get(SEEN);
      if (seen == null || seen.elements() != NUMBERS) {
        throw new IllegalArgumentException("it has no tensor " + SEEN + " of " + NUMBERS);
      }
      double[] numbers = seen.doubles();
      newest = numbers[0];
      best = numbers[1];
      bestStep = (long) numbers[2];
      toBeat = numbers[3];
      noBetter = (int) numbers[4];
      bestWeights = Double.isFinite(best) ? weights(config, checkpoint) : null;
    } catch (IllegalArgumentException wrong) {
      throw new IOException("the checkpoint can't be resumed: " + wrong.getMessage(), wrong);
    }
  }

  private static String fact(Safetensors checkpoint, String name) {
    String value = checkpoint.metadata().get(name);
    if (value == null) {
      throw new IllegalArgumentException("its metadata has no " + name);
    }
    return value;
  }

  private static TrmWeights weights(TrmConfig config, Safetensors checkpoint) {
    Map<String, HostTensor> tensors = new HashMap<>();
    checkpoint
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(BEST)) {
                tensors.put(name.substring(BEST.length()), tensor);
              }
            });
    return new TrmWeights(config, tensors);
  }
}
