package dev.trm.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A training run, complete: a request's gaps are filled with the defaults for its puzzles when it
 * is parsed, so that a stored job says all that decided its outcome.
 *
 * @param model the name a finished run is registered under, without an alias
 * @param evaluateEvery steps between evaluations and checkpoints, at least 1
 * @param resumeFrom id of a full checkpoint to go on from
 * @param parent where that checkpoint is from; never part of a request
 * @param promotedBy by whose right it may become the champion, whoever resumes or retries it; null
 *     for its job's submitter's; never part of a request
 */
public record TrainSpec(
    String model,
    DatasetSpec dataset,
    Architecture architecture,
    Training training,
    long evaluateEvery,
    Promotion promotion,
    @Nullable String resumeFrom,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Parent parent,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Submitter promotedBy) {

  private static final String NAME = "[a-z0-9][a-z0-9._-]{0,62}";

  /**
   * The network's shape; see the paper's and the reference's names at {@code TrmConfig}. A field is
   * null where the mixer has no such thing.
   *
   * @param mixer {@code mlp}, {@code attention}, {@code relations} or {@code neighbours}
   * @param positions {@code none}, {@code rope} or {@code learned}; not of relations and neighbours
   * @param channels features that each relation sums; of relations and neighbours only
   * @param heads not of relations
   * @param expansion not of relations
   * @param swigluMultiple not of relations
   * @param prefix not of relations
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Architecture(
      String mixer,
      @Nullable String positions,
      int hidden,
      @Nullable Integer channels,
      @Nullable Integer heads,
      int layers,
      @Nullable Double expansion,
      @Nullable Integer swigluMultiple,
      int latentSteps,
      int recursions,
      int maxCycles,
      @Nullable Integer prefix) {}

  /**
   * The optimiser's settings.
   *
   * @param schedule {@code constant} or {@code cosine}
   * @param labelSmoothing share of each label that all tokens have in common; 0 is the paper's loss
   * @param optimizer {@code adamAtan2}, the paper's, {@code adamW}, or {@code muon} for the layers'
   *     matrices
   * @param clipNorm the norm that a step's gradients are scaled down to; 0 leaves them as they are
   * @param randomStarts the share of examples that begin from a random state, 0 to 1
   * @param keepBest whether the run ends with the weights of its best evaluation instead of its
   *     last ones
   * @param muonLearningRate null where there is no Muon
   * @param muonMomentum null where there is no Muon
   * @param stop when to end before the last step
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
      long seed,
      double labelSmoothing,
      String optimizer,
      @Nullable Double muonLearningRate,
      @Nullable Double muonMomentum,
      double clipNorm,
      double randomStarts,
      boolean keepBest,
      EarlyStop stop) {

    /** AdamW for all parameters. */
    public static final String ADAM_W = "adamW";

    /** AdamATan2 for all but the puzzles' rows. */
    public static final String ADAM_ATAN2 = "adamAtan2";

    /** Muon for the layers' matrices, AdamATan2 for embeddings and heads. */
    public static final String MUON = "muon";

    public Training {
      // Absent in what was stored before there was a choice.
      optimizer = Objects.requireNonNullElse(optimizer, ADAM_ATAN2);
      stop = Objects.requireNonNullElse(stop, EarlyStop.NEVER);
    }
  }

  /**
   * When the alias {@code champion} moves to the finished run's version. Both are measured then, on
   * the same held-out puzzles; what is null is not judged.
   *
   * @param gate {@code better} (all that follows must hold), {@code always} or {@code never}
   * @param margin the share of right answers must be at least the champion's plus this, 0 to 1;
   *     with 0 an equal one is good enough
   * @param bandLoss in no band of equally hard puzzles may the share of right answers be lower than
   *     the champion's by more than this, 0 to 1
   * @param cyclesGrowth the mean of cycles may be this share above the champion's, 0 or more
   * @param speedLoss puzzles per second may be this share below the champion's, 0 to 1
   */
  public record Promotion(
      String gate,
      double margin,
      @Nullable Double bandLoss,
      @Nullable Double cyclesGrowth,
      @Nullable Double speedLoss) {

    /** Moves nothing. */
    public static final Promotion NEVER = new Promotion("never", 0, null, null, null);

    /** What a request has that says nothing of promotion. */
    public static final Promotion USUAL = new Promotion("better", 0, null, null, null);

    /**
     * Reads a request strictly and fills in the defaults.
     *
     * @throws InvalidFieldException for the first wrong field
     */
    public static Promotion parse(JsonFields fields) {
      Promotion promotion =
          new Promotion(
              choice(fields, "gate", USUAL.gate, List.of(USUAL.gate, "always", NEVER.gate)),
              fields.number("margin", 0, 0, 1),
              fields.numberOrNull("bandLoss", 0, 1),
              fields.numberOrNull("cyclesGrowth", 0, 100),
              fields.numberOrNull("speedLoss", 0, 1));
      fields.end();
      return promotion;
    }

    /** Whether the gate is {@code never}. */
    public boolean promotesNothing() {
      return gate.equals(NEVER.gate);
    }

    /** Whether the gate is {@code always}: it compares nothing. */
    public boolean comparesNothing() {
      return gate.equals("always");
    }
  }

  /**
   * What a training goes on from.
   *
   * @param run that wrote the checkpoint; null if it was imported
   * @param step of the checkpoint
   */
  public record Parent(@Nullable String run, long step) {}

  /**
   * Who answers for a training: its submitter, or who keeps the schedule or recipe that submitted
   * it.
   *
   * @param key its name
   * @param operator whether it was an operator's then
   */
  public record Submitter(String key, boolean operator) {}

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
   * Reads a request strictly, fills in the defaults and traces what it goes on from.
   *
   * @throws InvalidFieldException for the first wrong field
   */
  public static TrainSpec parse(JsonNode request, TrainingSources sources) {
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
    DatasetSpec dataset = DatasetForm.parse(fields.object("dataset"), sources.datasets());
    JsonFields shape = fields.object("architecture");
    String mixer = ArchitectureForm.mixer(shape, dataset);
    TrainDefaults defaults = TrainDefaults.of(dataset, mixer);
    Architecture architecture = ArchitectureForm.parse(shape, mixer, defaults);
    Training training = training(fields.object("training"), defaults);
    long evaluateEvery =
        fields.whole("evaluateEvery", Math.max(1, training.steps() / 10), 1, 1L << 40);
    requireEvaluations(training, evaluateEvery);
    Promotion promotion = Promotion.parse(fields.object("promotion"));
    String resumeFrom = fields.textOrNull("resumeFrom");
    if (resumeFrom != null && !resumeFrom.matches("[0-9a-f]{64}")) {
      throw fields.wrong(
          "resumeFrom",
          "resumeFrom is '" + resumeFrom + "'; a checkpoint's id has 64 hexadecimal digits");
    }
    Parent parent = resumeFrom == null ? null : parent(fields, resumeFrom, sources.checkpoints());
    fields.end();
    return new TrainSpec(
        model, dataset, architecture, training, evaluateEvery, promotion, resumeFrom, parent, null);
  }

  private static Parent parent(JsonFields fields, String resumeFrom, KnownCheckpoints known) {
    return known
        .parent(resumeFrom)
        .orElseThrow(
            () ->
                fields.wrong(
                    "resumeFrom",
                    "resumeFrom is '"
                        + resumeFrom
                        + "'; there is no such checkpoint to go on from"));
  }

  /** An end that could never come is a mistake. */
  private static void requireEvaluations(Training training, long evaluateEvery) {
    long evaluations = (training.steps() - 1) / evaluateEvery;
    EarlyStop stop = training.stop();
    if (evaluations < stop.evaluationsNeeded()) {
      boolean waits = stop.patience() != null;
      String name = waits ? "patience" : "targetAccuracy";
      throw new InvalidFieldException(
          "/training/stop/" + name,
          name
              + " is "
              + (waits ? String.valueOf(stop.patience()) : String.valueOf(stop.targetAccuracy()))
              + "; it needs "
              + stop.evaluationsNeeded()
              + " evaluations before the last step, and with evaluateEvery "
              + evaluateEvery
              + " and steps "
              + training.steps()
              + " there are "
              + evaluations);
    }
  }

  /** The same training, going on from a checkpoint. */
  public TrainSpec from(String checkpoint, Parent origin) {
    return new TrainSpec(
        model,
        dataset,
        architecture,
        training,
        evaluateEvery,
        promotion,
        checkpoint,
        origin,
        promotedBy);
  }

  /** The same training, promoted otherwise. */
  public TrainSpec promoted(Promotion otherwise) {
    return new TrainSpec(
        model,
        dataset,
        architecture,
        training,
        evaluateEvery,
        otherwise,
        resumeFrom,
        parent,
        promotedBy);
  }

  /** The same training, promoted by somebody's right. */
  public TrainSpec promotedBy(Submitter submitter) {
    return new TrainSpec(
        model,
        dataset,
        architecture,
        training,
        evaluateEvery,
        promotion,
        resumeFrom,
        parent,
        submitter);
  }

  /**
   * By whose right it may become the champion.
   *
   * @param submittedBy the key that submitted its job
   */
  public Submitter promotedBy(String submittedBy) {
    return promotedBy == null ? new Submitter(submittedBy, false) : promotedBy;
  }

  private static Training training(JsonFields fields, TrainDefaults defaults) {
    long steps = fields.whole("steps", defaults.steps(), 1, 100_000_000);
    double learningRate = fields.number("learningRate", defaults.learningRate(), 0, 1);
    String optimizer =
        choice(
            fields,
            "optimizer",
            defaults.optimizer(),
            List.of(Training.ADAM_ATAN2, Training.ADAM_W, Training.MUON));
    Training training =
        new Training(
            steps,
            fields.integer("batch", defaults.batch(), 1, 65_536),
            learningRate,
            fields.number("weightDecay", 0.1, 0, 10),
            fields.number("puzzleLearningRate", defaults.puzzleLearningRate(), 0, 1),
            fields.number("puzzleWeightDecay", 0.1, 0, 10),
            fields.number("beta1", 0.9, 0, 0.999999),
            fields.number("beta2", 0.95, 0, 0.999999),
            fields.integer("warmupSteps", (int) Math.min(200, steps / 10), 0, 1_000_000),
            choice(fields, "schedule", "cosine", List.of("constant", "cosine")),
            fields.number("minRatio", 0.1, 0, 1),
            fields.number("emaDecay", 0.995, 0, 1),
            fields.number("exploration", 0.1, 0, 1),
            fields.whole("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE),
            fields.number("labelSmoothing", 0, 0, 0.9),
            optimizer,
            ofMuon(fields, optimizer, "muonLearningRate", learningRate, 1),
            ofMuon(fields, optimizer, "muonMomentum", 0.95, 0.999999),
            fields.number("clipNorm", defaults.clipNorm(), 0, 1e6),
            fields.number("randomStarts", 0, 0, 1),
            fields.bool("keepBest", false),
            EarlyStop.parse(fields.object("stop")));
    fields.end();
    return training;
  }

  private static @Nullable Double ofMuon(
      JsonFields fields, String optimizer, String name, double absent, double most) {
    double number = fields.number(name, absent, 0, most);
    if (optimizer.equals(Training.MUON)) {
      return number;
    }
    if (fields.has(name)) {
      throw fields.wrong(
          name, name + " is " + number + "; it is for optimizer muon, and this is " + optimizer);
    }
    return null;
  }

  static String choice(JsonFields fields, String name, String absent, List<String> known) {
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
