package dev.trm.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A training run, complete: a request's gaps are filled with the defaults for its puzzles when it
 * is parsed, so that a stored job says all that decided its outcome.
 *
 * @param model the name a finished run is registered under, without an alias
 * @param evaluateEvery steps between evaluations and checkpoints, at least 1
 * @param resumeFrom id of a full checkpoint to go on from
 * @param parent where that checkpoint is from; never part of a request
 */
public record TrainSpec(
    String model,
    Dataset dataset,
    Architecture architecture,
    Training training,
    long evaluateEvery,
    Promotion promotion,
    @Nullable String resumeFrom,
    @Nullable Parent parent) {

  private static final String NAME = "[a-z0-9][a-z0-9._-]{0,62}";

  /**
   * Generated puzzles; the held-out ones are never equivalent to a training one.
   *
   * @param generator {@code sudoku}
   * @param size side: 4, 6, 9 or 16
   * @param puzzles base puzzles to train on, each drawn with a random augmentation
   * @param heldOut puzzles to evaluate on
   * @param minimalShare share of minimal puzzles; the others have a random number of givens
   * @param fewestGivens of the others
   * @param mostGivens of the others
   */
  public record Dataset(
      String generator,
      int size,
      int puzzles,
      int heldOut,
      double minimalShare,
      int fewestGivens,
      int mostGivens,
      long seed) {}

  /**
   * The network's shape; see the paper's and the reference's names at {@code TrmConfig}.
   *
   * @param mixer {@code mlp} or {@code attention}
   * @param positions {@code none}, {@code rope} or {@code learned}
   */
  public record Architecture(
      String mixer,
      String positions,
      int hidden,
      int heads,
      int layers,
      double expansion,
      int swigluMultiple,
      int latentSteps,
      int recursions,
      int maxCycles,
      int prefix) {}

  /**
   * The optimiser's settings.
   *
   * @param schedule {@code constant} or {@code cosine}
   */
  public record Training(
      long steps,
      int batch,
      double learningRate,
      double weightDecay,
      double puzzleLearningRate,
      double puzzleWeightDecay,
      double beta1,
      double beta2,
      int warmupSteps,
      String schedule,
      double minRatio,
      double emaDecay,
      double exploration,
      long seed) {}

  /**
   * When the alias {@code champion} moves to the finished run's version.
   *
   * @param gate {@code better} (exact accuracy on the held-out puzzles at least the champion's plus
   *     the margin, both measured then), {@code always} or {@code never}
   * @param margin 0 to 1
   */
  public record Promotion(String gate, double margin) {}

  /**
   * What a training goes on from.
   *
   * @param run that wrote the checkpoint; null if it was imported
   * @param step of the checkpoint
   */
  public record Parent(@Nullable String run, long step) {}

  public TrainSpec {
    if (evaluateEvery < 1) {
      throw new IllegalArgumentException("evaluateEvery: " + evaluateEvery + " is less than 1");
    }
  }

  /** Reads what a job's {@link Job#spec()} holds. */
  public static TrainSpec of(JsonNode spec) {
    return JobJson.read(spec, TrainSpec.class);
  }

  /**
   * Reads a request strictly and fills in the defaults.
   *
   * @throws InvalidFieldException for the first wrong field
   */
  public static TrainSpec parse(JsonNode request) {
    JsonFields fields = new JsonFields(request, "");
    String model = fields.text("model");
    if (!model.matches(NAME)) {
      throw fields.wrong(
          "model",
          "model is '"
              + model
              + "'; it must be up to 63 of a-z, 0-9, '.', '_' and '-', beginning with a letter or"
              + " digit");
    }
    Dataset dataset = dataset(fields.object("dataset"));
    Architecture architecture = architecture(fields.object("architecture"), dataset.size());
    Training training = training(fields.object("training"), dataset.size());
    long evaluateEvery =
        fields.whole("evaluateEvery", Math.max(1, training.steps() / 10), 1, 1L << 40);
    Promotion promotion = promotion(fields.object("promotion"));
    String resumeFrom = fields.textOrNull("resumeFrom");
    if (resumeFrom != null && !resumeFrom.matches("[0-9a-f]{64}")) {
      throw fields.wrong(
          "resumeFrom",
          "resumeFrom is '" + resumeFrom + "'; a checkpoint's id has 64 hexadecimal digits");
    }
    fields.end();
    return new TrainSpec(
        model, dataset, architecture, training, evaluateEvery, promotion, resumeFrom, null);
  }

  /** The same training, going on from a checkpoint. */
  public TrainSpec from(String checkpoint, Parent origin) {
    return new TrainSpec(
        model, dataset, architecture, training, evaluateEvery, promotion, checkpoint, origin);
  }

  private static Dataset dataset(JsonFields fields) {
    String generator = choice(fields, "generator", "sudoku", List.of("sudoku"));
    int size = fields.integer("size", 9, 1, 1000);
    if (!List.of(4, 6, 9, 16).contains(size)) {
      throw fields.wrong("size", "size is " + size + "; known are 4, 6, 9 and 16");
    }
    int cells = size * size;
    int least = size == 16 ? 110 : 0;
    int fewest = fields.integer("fewestGivens", Math.max(least, cells * 3 / 10), least, cells - 1);
    int most = fields.integer("mostGivens", cells * 8 / 10, fewest, cells - 1);
    int puzzles = size == 4 ? 2_000 : size == 6 ? 20_000 : size == 9 ? 200_000 : 20_000;
    Dataset dataset =
        new Dataset(
            generator,
            size,
            fields.integer("puzzles", puzzles, 1, 2_000_000),
            fields.integer("heldOut", size == 4 ? 100 : 1_000, 1, 100_000),
            fields.number("minimalShare", 0.5, 0, 1),
            fewest,
            most,
            fields.whole("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE));
    fields.end();
    return dataset;
  }

  private static Architecture architecture(JsonFields fields, int size) {
    int hidden = fields.integer("hidden", size <= 4 ? 64 : size == 6 ? 96 : 128, 1, 4096);
    int heads = fields.integer("heads", hidden % 32 == 0 ? hidden / 32 : 1, 1, 256);
    if (hidden % heads != 0) {
      throw fields.wrong(
          "heads", "heads is " + heads + "; it must divide hidden, which is " + hidden);
    }
    String mixer = choice(fields, "mixer", "mlp", List.of("mlp", "attention"));
    String positions =
        choice(
            fields,
            "positions",
            mixer.equals("mlp") ? "none" : "rope",
            List.of("none", "rope", "learned"));
    if (positions.equals("rope") && mixer.equals("attention") && hidden / heads % 2 != 0) {
      throw fields.wrong(
          "heads",
          "heads is "
              + heads
              + "; rotary positions need an even hidden / heads, not "
              + hidden / heads);
    }
    Architecture architecture =
        new Architecture(
            mixer,
            positions,
            hidden,
            heads,
            fields.integer("layers", 2, 1, 32),
            fields.number("expansion", 2, 0.01, 16),
            fields.integer("swigluMultiple", size <= 6 ? 32 : 64, 1, 4096),
            fields.integer("latentSteps", 2, 1, 64),
            fields.integer("recursions", 2, 1, 64),
            fields.integer("maxCycles", 16, 1, 256),
            fields.integer("prefix", 1, 0, 256));
    fields.end();
    return architecture;
  }

  private static Training training(JsonFields fields, int size) {
    long steps =
        fields.whole("steps", size == 4 ? 600 : size == 6 ? 3_000 : 10_000, 1, 100_000_000);
    Training training =
        new Training(
            steps,
            fields.integer("batch", 64, 1, 65_536),
            fields.number("learningRate", 4e-3, 0, 1),
            fields.number("weightDecay", 0.1, 0, 10),
            fields.number("puzzleLearningRate", 1e-4, 0, 1),
            fields.number("puzzleWeightDecay", 0.1, 0, 10),
            fields.number("beta1", 0.9, 0, 0.999999),
            fields.number("beta2", 0.95, 0, 0.999999),
            fields.integer("warmupSteps", (int) Math.min(200, steps / 10), 0, 1_000_000),
            choice(fields, "schedule", "cosine", List.of("constant", "cosine")),
            fields.number("minRatio", 0.1, 0, 1),
            fields.number("emaDecay", 0.995, 0, 1),
            fields.number("exploration", 0.1, 0, 1),
            fields.whole("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE));
    fields.end();
    return training;
  }

  private static Promotion promotion(JsonFields fields) {
    Promotion promotion =
        new Promotion(
            choice(fields, "gate", "better", List.of("better", "always", "never")),
            fields.number("margin", 0, 0, 1));
    fields.end();
    return promotion;
  }

  private static String choice(JsonFields fields, String name, String absent, List<String> known) {
    return fields.parsed(
        name,
        absent,
        text -> {
          if (!known.contains(text)) {
            throw new IllegalArgumentException(
                name + " is '" + text + "'; known are " + String.join(", ", known));
          }
          return text;
        });
  }
}
