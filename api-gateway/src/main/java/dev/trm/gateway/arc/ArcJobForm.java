package dev.trm.gateway.arc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.request.Timing;
import dev.trm.jobs.AdaptSpec;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.Priority;
import dev.trm.jobs.Shown;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.arc.ArcAugmentation;
import dev.trm.puzzles.arc.ArcTask;
import dev.trm.puzzles.arc.ArcTasks;
import dev.trm.puzzles.grid.GridLayout;
import java.time.Instant;
import java.util.List;

/** A request to answer an unseen task, checked. */
record ArcJobForm(AdaptSpec spec, Priority priority, Timing timing) {
  private static final int MOST_CYCLES = 64;
  private static final int MOST_TRAIN = 100;
  private static final int MOST_TEST = 10;
  private static final int LONGEST_NAME = 100;
  private static final int MOST_SHOWN = 500;
  private static final String USUAL_MODEL = "arc-30x30";

  /**
   * Reads a request strictly and fills its gaps.
   *
   * @throws InvalidFieldException for the first wrong field
   */
  static ArcJobForm parse(JsonNode request, ArcModels models, Instant now) {
    JsonFields fields = new JsonFields(request, "");
    String name = name(fields);
    JsonNode json = fields.value("task");
    if (json == null) {
      throw fields.wrong("task", "task is missing");
    }
    ArcTask task = task(fields, json, name);
    String model = model(fields, models);
    ArcModels.Facts facts =
        models
            .find(model)
            .orElseThrow(
                () ->
                    fields.wrong(
                        "model",
                        fields.has("model")
                            ? models.unknown(fields.text("model"))
                            : models.none(USUAL_MODEL)));
    requireFit(task, model, canvas(fields, model, facts));
    JsonFields options = fields.object("options");
    AdaptSpec spec =
        new AdaptSpec(
            model,
            name,
            json,
            options.integer("augmentations", 100, 0, ArcAugmentation.MOST),
            new AdaptSpec.Training(
                options.whole("steps", 200, 1, 1_000_000),
                options.integer("batch", 32, 1, 4_096),
                options.number("learningRate", 1e-4, 0, 1),
                options.number("puzzleLearningRate", 1e-2, 0, 1),
                options.number("weightDecay", 0.1, 0, 10),
                options.number("puzzleWeightDecay", 0.1, 0, 10),
                options.number("emaDecay", 0.98, 0, 1),
                options.whole("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE)),
            options.integer("maxCycles", facts.maxCycles(MOST_CYCLES), 1, MOST_CYCLES),
            options.bool("keep", false));
    Priority priority = options.parsed("priority", Priority.NORMAL, Priority::of);
    Timing timing = Timing.parse(options, now);
    options.end();
    fields.end();
    return new ArcJobForm(spec, priority, timing);
  }

  /** The job to submit. */
  NewJob job(String submitter) {
    return new NewJob(
        JobKind.ADAPT, spec, priority, submitter, timing.runAt(), timing.deadline(), null);
  }

  private static String name(JsonFields fields) {
    String name = fields.has("name") ? fields.text("name") : "task";
    if (name.isBlank()
        || name.length() > LONGEST_NAME
        || name.chars().anyMatch(Character::isISOControl)) {
      throw fields.wrong(
          "name",
          "name is '"
              + Shown.of(name)
              + "'; it must be 1 to "
              + LONGEST_NAME
              + " characters, none a control character");
    }
    return name;
  }

  private static ArcTask task(JsonFields fields, JsonNode json, String name) {
    ArcTask task;
    try {
      task = ArcTasks.task(name, json);
    } catch (PuzzleFormatException e) {
      throw invalid(e);
    }
    requireAtMost(fields, "train", task.train().size(), MOST_TRAIN);
    requireAtMost(fields, "test", task.test().size(), MOST_TEST);
    return task;
  }

  private static void requireAtMost(JsonFields fields, String list, int size, int most) {
    if (size > most) {
      throw fields
          .object("task")
          .wrong(list, list + " has " + size + " pairs; at most " + most + " are allowed");
    }
  }

  private static InvalidFieldException invalid(PuzzleFormatException wrong) {
    return new InvalidFieldException("/task" + wrong.pointer(), String.valueOf(wrong.getMessage()));
  }

  /** As it is asked for; otherwise the usual one, or the only one there is. */
  private static String model(JsonFields fields, ArcModels models) {
    String named = fields.textOrNull("model");
    if (named != null) {
      return named.contains("@") ? named : champion(named);
    }
    List<String> known = models.champions();
    if (known.contains(USUAL_MODEL) || known.isEmpty()) {
      return champion(USUAL_MODEL);
    }
    if (known.size() > 1) {
      throw fields.wrong(
          "model",
          "model is missing; several are of ARC tasks: "
              + Shown.of(String.join(", ", known), MOST_SHOWN));
    }
    return champion(known.get(0));
  }

  private static String champion(String model) {
    return model + "@" + ModelRegistry.CHAMPION;
  }

  private static GridLayout canvas(JsonFields fields, String model, ArcModels.Facts facts) {
    return facts
        .canvas()
        .orElseThrow(
            () ->
                fields.wrong(
                    "model",
                    "model is '"
                        + model
                        + "', which takes "
                        + facts
                        + "; a model of ARC tasks has a square board of 12 tokens and a puzzle"
                        + " embedding"));
  }

  private static void requireFit(ArcTask task, String model, GridLayout canvas) {
    try {
      task.requireFit(canvas);
    } catch (PuzzleFormatException e) {
      throw new InvalidFieldException(
          "/task" + e.pointer(), e.getMessage() + ", the board of " + model);
    }
  }
}
