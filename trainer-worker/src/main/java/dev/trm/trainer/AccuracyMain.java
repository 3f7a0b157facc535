package dev.trm.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.DatasetSpec;
import dev.trm.jobs.JobJson;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.puzzles.constraints.Variant;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.LogManager;

/**
 * Measures how many puzzles a model solves, in each halt mode and with further attempts, and in how
 * many cycles. The puzzles are fresh ones that are not equivalent to any training puzzle, or those
 * of a file.
 */
public final class AccuracyMain {
  private static final int WRONG = 2;

  private AccuracyMain() {}

  public static void main(String[] arguments) throws IOException {
    LogManager.getLogManager(); // before any thread logs
    int code = run(List.of(arguments), System.out, System.err);
    if (code != 0) {
      System.exit(code);
    }
  }

  /** Returns the exit code. */
  static int run(List<String> arguments, PrintStream out, PrintStream err) throws IOException {
    AccuracyOptions options;
    try {
      options = AccuracyOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      err.println("accuracy: " + e.getMessage());
      err.println(AccuracyOptions.USAGE);
      return WRONG;
    }
    TrmWeights weights = TrmWeights.read(options.directory().resolve("model.safetensors"));
    AccuracyReport report;
    try {
      report = AccuracyReport.of(weights, groups(options, weights, err), options);
    } catch (IllegalArgumentException e) {
      err.println("accuracy: " + e.getMessage());
      return WRONG;
    }
    if (options.json()) {
      out.println(JobJson.write(report));
    } else {
      report.print(out);
    }
    return 0;
  }

  private static List<EvaluationSet> groups(
      AccuracyOptions options, TrmWeights weights, PrintStream err) throws IOException {
    Path file = options.puzzles();
    if (file == null) {
      JsonNode manifest =
          JobJson.parse(Files.readString(options.directory().resolve("manifest.json")));
      DatasetSpec trainedOn = JobJson.read(manifest.path("dataset"), DatasetSpec.class);
      Variant variant = options.variant();
      return variant == null
          ? FreshPuzzles.of(trainedOn, options.count())
          : FreshPuzzles.of(trainedOn, variant, options.size(), options.count());
    }
    PuzzleSample sample = PuzzleSample.of(file, options.count(), weights.config());
    sample.problems().forEach(err::println);
    return List.of(
        new EvaluationSet(String.valueOf(file.getFileName()), 1, sample.kind(), sample.puzzles()));
  }
}
