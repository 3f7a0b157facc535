package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.console.ProgressBar;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.JobWatch;
import java.util.Locale;

/** Shows a training run while it runs, and what came out. */
final class TrainingProgress {
  private final Console console;
  private final ProgressBar bar;

  TrainingProgress(Console console) {
    this.console = console;
    this.bar = new ProgressBar(console);
  }

  /** Returns the job once it has ended. */
  JsonNode follow(JobWatch watch, JsonNode job) throws GatewayException, InterruptedException {
    JsonNode ended;
    try {
      ended = watch.untilEnded(job, this::show);
    } finally {
      bar.end();
    }
    if (JobWatch.succeeded(ended)) {
      console.line(outcome(ended.path("result")));
    }
    return ended;
  }

  private void show(JsonNode job) {
    JsonNode progress = job.path("progress");
    double steps = progress.path("steps").asDouble(0);
    if (steps > 0) {
      bar.show(progress.path("step").asDouble() / steps, words(progress));
    } else {
      bar.show(0, job.path("state").asText().toLowerCase(Locale.ROOT));
    }
  }

  /**
   * Of a run's figures the share of held-out puzzles that it gets right; runs of before told it by
   * the halt mode alone.
   */
  static JsonNode heldOut(JsonNode figures) {
    JsonNode accuracy = figures.path("heldOut.accuracy");
    return accuracy.isMissingNode() ? figures.path("heldOut.exactAccuracy.checked") : accuracy;
  }

  /** Figures the trainer has not told yet are left out. */
  static String words(JsonNode progress) {
    long step = progress.path("step").asLong();
    long steps = progress.path("steps").asLong();
    StringBuilder words = new StringBuilder("step " + step + "/" + steps);
    if (progress.has("loss")) {
      words.append(String.format(Locale.ROOT, "  loss %.3f", progress.path("loss").asDouble()));
    }
    if (progress.has("exactAccuracy")) {
      words.append("  exact ").append(percent(progress.path("exactAccuracy")));
    }
    JsonNode heldOut = heldOut(progress);
    if (!heldOut.isMissingNode()) {
      words.append("  held out ").append(percent(heldOut));
    }
    double rate = progress.path("stepsPerSecond").asDouble(0);
    if (rate > 0) {
      words.append(String.format(Locale.ROOT, "  %.1f steps/s", rate));
      if (step < steps) {
        words.append("  ETA ").append(clock(Math.round((steps - step) / rate)));
      }
    }
    return words.toString();
  }

  /** Who asked for no promotion has no gate to pass. */
  static boolean gatePassed(JsonNode job) {
    return job.path("result").path("promoted").asBoolean()
        || job.path("training").path("promotion").path("gate").asText().equals("never");
  }

  private static String outcome(JsonNode result) {
    JsonNode early = result.path("stoppedEarly");
    return (early.isObject()
            ? "stopped early at step "
                + early.path("step").asText()
                + ": "
                + early.path("message").asText()
                + "\n"
            : "")
        + "registered "
        + result.path("model").asText()
        + (result.path("promoted").asBoolean() ? ", now champion: " : ", not promoted: ")
        + result.path("promotion").asText();
  }

  private static String percent(JsonNode share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share.asDouble());
  }

  private static String clock(long seconds) {
    return seconds >= 3600
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }
}
