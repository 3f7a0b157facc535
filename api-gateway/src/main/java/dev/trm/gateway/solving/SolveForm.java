package dev.trm.gateway.solving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.request.Timing;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.Priority;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.PuzzleFormatException;
import java.time.Instant;

/** A request to solve a puzzle, checked. */
record SolveForm(SolveSpec spec, Priority priority, Timing timing) {
  private static final int MOST_CYCLES = 64;
  private static final int CYCLES = 16;

  /**
   * Reads a request strictly and fills its gaps.
   *
   * @throws InvalidFieldException for the first wrong field
   */
  static SolveForm parse(JsonNode request, KnownModels models, Instant now) {
    JsonFields fields = new JsonFields(request, "");
    Puzzle puzzle = puzzle(fields);
    String model = model(fields, puzzle, models);
    JsonFields options = fields.object("options");
    SolveSpec spec =
        new SolveSpec(
            puzzle.kind(),
            puzzle.grid(),
            model,
            options.integer("maxCycles", CYCLES, 1, MOST_CYCLES),
            options.parsed("trace", TraceLevel.FULL, TraceLevel::of),
            options.parsed("halt", HaltMode.CHECKED, HaltMode::of));
    Priority priority = options.parsed("priority", Priority.NORMAL, Priority::of);
    Timing timing = Timing.parse(options, now);
    options.end();
    fields.end();
    return new SolveForm(spec, priority, timing);
  }

  /** The job to submit. */
  NewJob job(String submitter) {
    return new NewJob(
        JobKind.SOLVE, spec, priority, submitter, timing.runAt(), timing.deadline(), null);
  }

  private static Puzzle puzzle(JsonFields fields) {
    if (!fields.has("puzzle")) {
      throw fields.wrong("puzzle", "puzzle is missing");
    }
    JsonFields puzzle = fields.object("puzzle");
    String kind = puzzle.text("kind");
    String grid = puzzle.text("grid");
    puzzle.end();
    try {
      return Puzzle.parse(kind, grid);
    } catch (PuzzleFormatException e) {
      throw new InvalidFieldException("/puzzle" + e.pointer(), String.valueOf(e.getMessage()));
    }
  }

  private static String model(JsonFields fields, Puzzle puzzle, KnownModels models) {
    String named = fields.textOrNull("model");
    String reference = named == null ? puzzle.defaultModel() : named;
    String complete =
        reference.contains("@") ? reference : reference + "@" + ModelRegistry.CHAMPION;
    KnownModels.Shape shape =
        models
            .shape(complete)
            .orElseThrow(
                () ->
                    fields.wrong(
                        "model",
                        named == null
                            ? "model is missing, and there is no " + complete
                            : "model is '"
                                + named
                                + "'; there is no such model, version or"
                                + " alias"));
    if (!shape.fits(puzzle)) {
      throw fields.wrong(
          "model",
          "model is '"
              + complete
              + "', which takes "
              + shape
              + "; the puzzle has "
              + KnownModels.Shape.of(puzzle));
    }
    return complete;
  }
}
